using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Podlab.Api.Yaml;

/// <summary>Builds a document's nodes from the parser's events, with aliases resolved.</summary>
internal sealed class YamlComposer
{
    public const int MaxDepth = 400;
    private readonly Scanner scanner;
    private readonly Parser parser;
    private readonly int offset;
    private readonly Dictionary<string, YamlNode> anchors = new(StringComparer.Ordinal);

    private YamlComposer(string text, int firstLine)
    {
        scanner = new Scanner(new StringReader(text), skipComments: true);
        parser = new Parser(scanner);
        offset = firstLine - 1;
    }

    /// <returns>Null for an empty document.</returns>
    public static YamlNode? Compose(string text, int firstLine)
    {
        var composer = new YamlComposer(text, firstLine);
        try
        {
            return composer.Document();
        }
        catch (YamlException exception) when (exception.Message.Contains("tab", StringComparison.Ordinal))
        {
            throw new YamlFault(YamlWords.Tab((int)composer.scanner.CurrentPosition.Line, firstLine));
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException or IndexOutOfRangeException)
        {
            // The library's scanner loses its footing on some broken texts (an unclosed bracket before a document's end, say): that is no YAML either.
            var mark = composer.scanner.CurrentPosition;
            throw new YamlFault(YamlWords.Broken((int)mark.Line, (int)mark.Column, firstLine));
        }
    }

    private YamlNode? Document()
    {
        parser.MoveNext();
        parser.MoveNext();
        if (parser.Current is StreamEnd or null)
        {
            return null;
        }
        parser.MoveNext();
        var root = Node(0);
        // The rest is read for its errors: an unclosed quote or a stray indent lies behind the last node.
        while (parser.MoveNext() && parser.Current is not (DocumentEnd or StreamEnd))
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
