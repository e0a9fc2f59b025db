
namespace Podlab.Kubectl.Printers.Templates;

/// <summary>Reads Go templates.</summary>
/// <remarks>Follows Go's text/template/parse.</remarks>
internal sealed class TemplateParser
{
    private readonly List<(bool Action, string Text)> pieces;
    private int at;

    private TemplateParser(string text) => pieces = Cut(text);

    /// <exception cref="TemplateError">The template is wrong.</exception>
    public static IReadOnlyList<TemplateNode> Parse(string text)
    {
        var parser = new TemplateParser(text);
        var (nodes, end) = parser.Body();
        return end.Length == 0 ? nodes : throw new TemplateError($"template: output:1: unexpected {{{{{end}}}}}");
    }

    /// <summary>Nodes up to an action that ends a block, and that action.</summary>
    private (List<TemplateNode> Nodes, string End) Body()
    {
        var nodes = new List<TemplateNode>();
        while (at < pieces.Count)
        {
            var (action, text) = pieces[at++];
            if (!action)
            {
                if (text.Length > 0) nodes.Add(new TextPart(text));
                continue;
            }

            var word = Words(text);
            switch (word.FirstOrDefault(""))
            {
                case "" when text.Length == 0:
                    throw new TemplateError("template: output:1: missing value for command");
                case "end" or "else":
                    return (nodes, text);
                case "if":
                    nodes.Add(Branch(Rest(word), (value, then, other) => new IfPart(value, then, other)));
                    break;
                case "with":
                    nodes.Add(Branch(Rest(word), (value, then, other) => new WithPart(value, then, other)));
                    break;
                case "range":
                    nodes.Add(Branch(Rest(word), (value, then, other) => new RangePart(value, then, other)));
                    break;
                default:
                    if (!text.StartsWith("/*", StringComparison.Ordinal)) nodes.Add(new OutputPart(new PipelineParser(text).Parse()));
                    break;
            }
        }

        return (nodes, "");
    }

    /// <summary>The first word and the rest; a keyword ends where a field or a parenthesis begins: <c>range.items</c>.</summary>
    private static string[] Words(string text)
    {
        foreach (var keyword in (ReadOnlySpan<string>)["if", "with", "range"])
        {
            if (text.StartsWith(keyword, StringComparison.Ordinal) && text.Length > keyword.Length && (text[keyword.Length] is '.' or '(' or '$')) return [keyword, text[keyword.Length..]];
        }

        return text.Split((char[]?)null, 2, StringSplitOptions.RemoveEmptyEntries);
    }

    private TemplateNode Branch(string pipeline, Func<Pipeline, IReadOnlyList<TemplateNode>, IReadOnlyList<TemplateNode>, TemplateNode> make)
    {
        var value = new PipelineParser(pipeline).Parse();
        var (then, end) = Body();
        IReadOnlyList<TemplateNode> other = [];
        if (end.StartsWith("else", StringComparison.Ordinal))
        {
            var rest = end[4..].Trim();
            if (rest.StartsWith("if ", StringComparison.Ordinal))
            {
                other = [Branch(rest[3..], (v, t, o) => new IfPart(v, t, o))];
                return make(value, then, other);
            }

            (var alternative, end) = Body();
            other = alternative;
        }

        return end == "end" ? make(value, then, other) : throw new TemplateError("template: output:1: unexpected EOF");
    }

    private static string Rest(string[] words) => words.Length > 1 ? words[1] : throw new TemplateError($"template: output:1: missing value for {words[0]}");

    private static List<(bool Action, string Text)> Cut(string text)
    {
        var pieces = new List<(bool, string)>();
        var trim = false;
        for (var at = 0; at < text.Length;)
        {
            var open = text.IndexOf("{{", at, StringComparison.Ordinal);
            var before = text[at..(open < 0 ? text.Length : open)];
            if (trim) before = before.TrimStart();
            trim = false;
            if (open < 0)
            {
                pieces.Add((false, before));
                break;
            }

            var close = Close(text, open + 2);
            if (close < 0) throw new TemplateError("template: output:1: unclosed action");
            var inner = text[(open + 2)..close];
            if (inner.StartsWith("- ", StringComparison.Ordinal))
            {
                before = before.TrimEnd();
                inner = inner[2..];
            }

            if (inner.EndsWith(" -", StringComparison.Ordinal))
            {
                trim = true;
                inner = inner[..^2];
            }

            pieces.Add((false, before));
            pieces.Add((true, inner.Trim()));
            at = close + 2;
        }

        return pieces;
    }

    private static int Close(string text, int from)
    {
        var quote = '\0';
        for (var i = from; i < text.Length - 1; i++)
        {
            if (quote != '\0')
            {
                if (text[i] == '\\' && quote == '"') i++;
                else if (text[i] == quote) quote = '\0';
            }
            else if (text[i] is '"' or '`')
            {
                quote = text[i];
            }
            else if (text[i] == '}' && text[i + 1] == '}')
            {
                return i;
            }
        }

        return -1;
    }
}
