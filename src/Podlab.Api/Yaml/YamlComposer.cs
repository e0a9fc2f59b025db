using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Podlab.Api.Yaml;

/// <summary>Builds a document's nodes from the parser's events, with aliases resolved.</summary>
internal sealed class YamlComposer
{
    public const int MaxDepth = 400;
    private readonly Parser parser;
    private readonly int offset;
    private readonly Dictionary<string, YamlNode> anchors = new(StringComparer.Ordinal);

    private YamlComposer(string text, int firstLine)
    {
        parser = new Parser(new Scanner(new StringReader(text), skipComments: true));
        offset = firstLine - 1;
    }

    /// <returns>Null for an empty document.</returns>
    public static YamlNode? Compose(string text, int firstLine)
    {
        var composer = new YamlComposer(text, firstLine);
        composer.parser.MoveNext();
        composer.parser.MoveNext();
        if (composer.parser.Current is StreamEnd or null)
        {
            return null;
        }
        composer.parser.MoveNext();
        var root = composer.Node(0);
        // The rest is read for its errors: an unclosed quote or a stray indent lies behind the last node.
        while (composer.parser.MoveNext() && composer.parser.Current is not (DocumentEnd or StreamEnd))
        {
        }
        return root;
    }

    private YamlNode Node(int depth)
    {
        var current = parser.Current!;
        var (line, column) = ((int)current.Start.Line + offset, (int)current.Start.Column);
        if (depth > MaxDepth)
        {
            throw new YamlFault(new YamlError(line, column, $"The document nests deeper than {MaxDepth} levels.", $"yaml: exceeded max depth of {MaxDepth}"));
        }
        switch (current)
        {
            case AnchorAlias alias:
                return Alias(alias, line, column);
            case Scalar scalar:
                return Anchored(scalar, new YamlNode(YamlNodeKind.Scalar, line, column)
                {
                    Text = scalar.Value,
                    Tag = Tag(scalar),
                    IsPlain = scalar.Style == ScalarStyle.Plain,
                    IsComplete = true,
                });
            case SequenceStart start:
                var sequence = Anchored(start, new YamlNode(YamlNodeKind.Sequence, line, column));
                return Fill<SequenceEnd>(sequence, depth);
            case MappingStart start:
                var mapping = Anchored(start, new YamlNode(YamlNodeKind.Mapping, line, column));
                return Fill<MappingEnd>(mapping, depth);
            default:
                throw new YamlFault(new YamlError(line, column, "A value is missing here.", "yaml: did not find expected node content"));
        }
    }

    private YamlNode Fill<TEnd>(YamlNode node, int depth)
        where TEnd : ParsingEvent
    {
        while (parser.MoveNext() && parser.Current is not TEnd)
        {
            node.Items.Add(Node(depth + 1));
        }
        node.IsComplete = true;
        return node;
    }

    private YamlNode Anchored(NodeEvent node, YamlNode built)
    {
        if (!node.Anchor.IsEmpty)
        {
            anchors[node.Anchor.Value] = built;
        }
        return built;
    }

    private YamlNode Alias(AnchorAlias alias, int line, int column)
    {
        var name = alias.Value.Value;
        if (!anchors.TryGetValue(name, out var target))
        {
            throw new YamlFault(new YamlError(line, column, $"The alias *{name} has no anchor &{name} before it.", $"yaml: unknown anchor '{name}' referenced"));
        }
        if (!target.IsComplete)
        {
            throw new YamlFault(new YamlError(line, column, $"The anchor &{name} holds itself.", $"yaml: anchor '{name}' value contains itself"));
        }
        return new YamlNode(YamlNodeKind.Alias, line, column) { Target = target.Resolved };
    }

    private static string Tag(Scalar scalar) => scalar.Tag.IsEmpty ? "" : scalar.Tag.Value;
}
