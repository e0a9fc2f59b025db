using System.Globalization;
using System.Text.Json.Nodes;

namespace Podlab.Kubectl.Printers.JsonPaths;

/// <summary>Reads a template: text with actions in braces.</summary>
/// <remarks>Follows client-go/util/jsonpath/parser.go (v1.36.3).</remarks>
internal sealed class JsonPathParser
{
    private readonly string text;
    private int at;

    private JsonPathParser(string text) => this.text = text;

    /// <exception cref="JsonPathError">The template is wrong.</exception>
    public static IReadOnlyList<PathNode> Parse(string template)
    {
        var parser = new JsonPathParser(template);
        var nodes = parser.Body(inRange: false);
        return nodes;
    }

    private List<PathNode> Body(bool inRange)
    {
        var nodes = new List<PathNode>();
        while (at < text.Length)
        {
            var open = text.IndexOf('{', at);
            if (open != at)
            {
                var end = open < 0 ? text.Length : open;
                nodes.Add(new LiteralNode(text[at..end]));
                at = end;
                continue;
            }

            at++;
            var word = SkipBlanks() && char.IsAsciiLetter(text[at]) ? PeekWord() : "";
            if (word == "end")
            {
                at += word.Length;
                Close();
                if (inRange) return nodes;
                throw new JsonPathError("not in range, nothing to end");
            }

            if (word == "range")
            {
                at += word.Length;
                var over = Action();
                nodes.Add(new RangeNode(over, Body(inRange: true)));
                continue;
            }

            nodes.Add(Action());
        }

        return nodes;
    }

    /// <summary>The inside of braces, up to the closing one.</summary>
    private ListNode Action()
    {
        var steps = new List<PathNode>();
        while (true)
        {
            if (!SkipBlanks()) throw new JsonPathError("unclosed action");
            if (text[at] == '}')
            {
                at++;
                return new ListNode(steps);
            }

            steps.Add(Step(ref steps));
            steps.RemoveAll(s => s is FieldNode { Name: "" } && steps.Count > 1 && !ReferenceEquals(s, steps[0]));
        }
    }

    private PathNode Step(ref List<PathNode> steps)
    {
        var c = text[at];
        switch (c)
        {
            case '\r' or '\n':
                throw new JsonPathError("unclosed action");
            case '@' or '$':
                at++;
                return new FieldNode("");
            case '.' when Peek(1) == '.':
                at += 2;
                if (at < text.Length && (char.IsLetterOrDigit(text[at]) || text[at] is '_' or '*' or '\\'))
                {
                    steps.Add(new RecursiveNode());
                    return Field();
                }

                return new RecursiveNode();
            case '.':
                at++;
                return Field();
            case '[':
                at++;
                return Brackets();
            case '"' or '\'':
                return new LiteralNode(Quoted());
            case '-' or '+' when char.IsAsciiDigit(Peek(1)):
            case >= '0' and <= '9':
                return new LiteralNode(Number());
            case '*':
                at++;
                return new WildcardNode();
            default:
                if (!char.IsLetter(c) && c != '_') throw new JsonPathError($"unrecognized character in action: U+{(int)c:X4} '{c}'");
                var word = PeekWord();
                at += word.Length;
                return word switch
                {
                    "true" => new LiteralNode(true),
                    "false" => new LiteralNode(false),
                    _ => throw new JsonPathError($"unrecognized identifier {word}"),
                };
        }
    }

    /// <summary>A field's name after its dot; a backslash takes the next character as it is.</summary>
    private PathNode Field()
    {
        if (at < text.Length && text[at] == '*')
        {
            at++;
            return new WildcardNode();
        }

        var name = new System.Text.StringBuilder();
        while (at < text.Length && !Terminates(text[at]))
        {
            if (text[at] == '\\' && at + 1 < text.Length) at++;
            name.Append(text[at++]);
        }

        return new FieldNode(name.ToString());
    }

    private PathNode Brackets()
    {
        if (Peek(0) == '?' && Peek(1) == '(')
        {
            at += 2;
            return Filter();
        }

        var inner = Inside('[', ']', "unterminated array");
        if (inner == "*") return new WildcardNode();
        var parts = SplitOutsideQuotes(inner, ',');
        if (parts.Count > 1) return new UnionNode([.. parts.Select(p => new ListNode([Element(p.Trim())]))]);
        return Element(inner.Trim());
    }

    private static PathNode Element(string inner)
    {
        if (inner.Length > 1 && inner[0] is '\'' or '"' && inner[^1] == inner[0]) return new FieldNode(inner[1..^1].Replace("\\" + inner[0], inner[0].ToString(), StringComparison.Ordinal));
        var parts = inner.Split(':');
        if (parts.Length > 3 || parts.Any(p => p.Trim().Length > 0 && !int.TryParse(p.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)) || inner.Length == 0)
            throw new JsonPathError($"invalid array index {inner}");
        int? Bound(int i) => i < parts.Length && parts[i].Trim().Length > 0 ? int.Parse(parts[i].Trim(), CultureInfo.InvariantCulture) : null;
        return parts.Length == 1 ? new SliceNode(Bound(0), Bound(0) + 1, null, Single: true) : new SliceNode(Bound(0), Bound(1), Bound(2), Single: false);
    }

    private FilterNode Filter()
    {
        var inner = Inside('(', ')', "unterminated filter");
        if (Peek(0) != ']') throw new JsonPathError("unclosed array expect ]");
        at++;
        foreach (var operation in (string[])["==", "!=", "<=", ">=", "<", ">", "=~"])
        {
            var parts = SplitOutsideQuotes(inner, operation);
            if (parts.Count != 2) continue;
            return new FilterNode(Expression(parts[0]), operation, Expression(parts[1]));
        }

        return new FilterNode(Expression(inner), "", new ListNode([]));
    }

    private static ListNode Expression(string inner)
    {
        var parser = new JsonPathParser($"{inner.Trim()}}}");
        return parser.Action();
    }

    /// <summary>The text up to the bracket that closes one already read.</summary>
    private string Inside(char open, char close, string unclosed)
    {
        var depth = 1;
        var start = at;
        for (char quote = '\0'; at < text.Length; at++)
        {
            var c = text[at];
            if (quote != '\0')
            {
                if (c == '\\') at++;
                else if (c == quote) quote = '\0';
                continue;
            }

            if (c is '"' or '\'') quote = c;
            else if (c == open) depth++;
            else if (c == close && --depth == 0) return text[start..at++];
        }

        throw new JsonPathError(unclosed);
    }

    private JsonNode Quoted()
    {
        var quote = text[at++];
        var value = new System.Text.StringBuilder();
        for (; at < text.Length; at++)
        {
            if (text[at] == quote)
            {
                at++;
                return value.ToString();
            }

            if (text[at] != '\\' || at + 1 >= text.Length)
            {
                value.Append(text[at]);
                continue;
            }

            value.Append(text[++at] switch { 'n' => '\n', 't' => '\t', 'r' => '\r', var other => other });
        }

        throw new JsonPathError("unterminated quoted string");
    }

    private JsonNode Number()
    {
        var start = at++;
        while (at < text.Length && (char.IsAsciiDigit(text[at]) || text[at] == '.')) at++;
        var raw = text[start..at];
        return raw.Contains('.', StringComparison.Ordinal)
            ? double.TryParse(raw, CultureInfo.InvariantCulture, out var real) ? real : throw new JsonPathError($"cannot parse float {raw}")
            : long.TryParse(raw, CultureInfo.InvariantCulture, out var whole) ? whole : throw new JsonPathError($"cannot parse int {raw}");
    }

    private static List<string> SplitOutsideQuotes(string inner, char separator) => SplitOutsideQuotes(inner, separator.ToString());

    private static List<string> SplitOutsideQuotes(string inner, string separator)
    {
        var parts = new List<string>();
        var start = 0;
        var quote = '\0';
        for (var i = 0; i < inner.Length; i++)
        {
            if (quote != '\0')
            {
                if (inner[i] == '\\') i++;
                else if (inner[i] == quote) quote = '\0';
            }
            else if (inner[i] is '"' or '\'')
            {
                quote = inner[i];
            }
            else if (string.CompareOrdinal(inner, i, separator, 0, separator.Length) == 0)
            {
                parts.Add(inner[start..i]);
                i += separator.Length - 1;
                start = i + 1;
            }
        }

        parts.Add(inner[start..]);
        return parts;
    }

    private void Close()
    {
        if (!SkipBlanks() || text[at] != '}') throw new JsonPathError("unclosed action");
        at++;
    }

    private bool SkipBlanks()
    {
        while (at < text.Length && text[at] is ' ' or '\t') at++;
        return at < text.Length;
    }

    private string PeekWord()
    {
        var end = at;
        while (end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] == '_')) end++;
        return text[at..end];
    }

    private char Peek(int ahead) => at + ahead < text.Length ? text[at + ahead] : '\0';

    private static bool Terminates(char c) => c is ' ' or '\t' or '\r' or '\n' or '.' or ',' or '[' or ']' or '$' or '@' or '{' or '}';
}
