using System.Text;

namespace Podlab.Notebooks.Cells;

/// <summary>One command of a kubectl cell.</summary>
/// <param name="Line">Where it begins, from 1 in the cell.</param>
/// <param name="Arguments">The words after <c>kubectl</c>.</param>
/// <param name="Stdin">A here-document's text; null when it has none.</param>
public sealed record KubectlInvocation(int Line, IReadOnlyList<string> Arguments, string? Stdin);

/// <summary>
/// Reads the lines of a kubectl cell: words and quotes as a shell has them, <c>\</c> at a line's end, comments, and here-documents for
/// <c>-f -</c>. Nothing else of a shell is there, and what asks for it is told so.
/// </summary>
public sealed class KubectlScript
{
    private const string NotAShell = "a kubectl cell is not a shell";

    private readonly string text;
    private readonly int firstLine;
    private int at;

    private KubectlScript(string text, int firstLine)
    {
        this.text = text;
        this.firstLine = firstLine;
    }

    /// <param name="kubectlRequired">Whether each command must say <c>kubectl</c>; after <c>#!kubectl</c> it may be left out.</param>
    /// <exception cref="CellException">A line is no kubectl command.</exception>
    public static IReadOnlyList<KubectlInvocation> Parse(string text, int firstLine = 1, bool kubectlRequired = true)
    {
        var script = new KubectlScript(text.EndsWith('\n') ? text : text + "\n", firstLine);
        var commands = new List<KubectlInvocation>();
        while (script.Next(kubectlRequired) is { } command)
        {
            if (command.Line > 0) commands.Add(command);
        }

        return commands;
    }

    /// <summary>The words of one line, quotes taken off.</summary>
    public static IReadOnlyList<string> Words(string line) => Parse(line, kubectlRequired: false).SelectMany(command => command.Arguments).ToList();

    private KubectlInvocation? Next(bool kubectlRequired)
    {
        if (at >= text.Length) return null;
        var line = Line();
        var words = new List<string>();
        string? delimiter = null;
        var stripTabs = false;
        while (at < text.Length && text[at] != '\n')
        {
            if (text[at] is ' ' or '\t')
            {
                at++;
            }
            else if (text[at] == '#')
            {
                at = text.IndexOf('\n', at);
            }
            else if (text[at] == '\\' && text[at + 1] == '\n')
            {
                at += 2;
            }
            else if (text.AsSpan(at).StartsWith("<<"))
            {
                at += 2;
                stripTabs = text[at] == '-';
                if (stripTabs) at++;
                while (text[at] is ' ' or '\t') at++;
                delimiter = Word();
            }
            else
            {
                words.Add(Word());
            }
        }

        at++;
        return Command();

        KubectlInvocation Command()
        {
            var stdin = delimiter is null ? null : HereDocument(delimiter, stripTabs, line);
            if (words.Count == 0) return new KubectlInvocation(0, [], null);
            if (words[0] == "kubectl") words.RemoveAt(0);
            else if (kubectlRequired)
                throw new CellException("UsageError", $"line {line}: `{words[0]}` is not kubectl", $"In this cell every line begins with `kubectl `; {NotAShell}. C# goes into a cell of its own.");
            return new KubectlInvocation(line, words, stdin);
        }
    }

    private string Word()
    {
        var word = new StringBuilder();
        while (true)
        {
            var c = text[at];
            switch (c)
            {
                case ' ' or '\t' or '\n':
                    return word.ToString();
                case '\'':
                    var end = text.IndexOf('\'', at + 1);
                    if (end < 0) throw Unclosed("'");
                    word.Append(text, at + 1, end - at - 1);
                    at = end + 1;
                    break;
                case '"':
                    DoubleQuoted(word);
                    break;
                case '\\' when text[at + 1] == '\n':
                    at += 2;
                    if (at >= text.Length) return word.ToString();
                    break;
                case '\\':
                    word.Append(text[at + 1]);
                    at += 2;
                    break;
                case '|':
                    throw Refused("`|` starts a pipe", "Kubectl(\"…\") in a C# cell gives the text to filter");
                case '>' or '<':
                    throw Refused($"`{c}` redirects", "the output is shown below the cell; input comes from a here-document (<<EOF)");
                case ';' or '&':
                    throw Refused($"`{c}` joins commands", "write one command per line");
                case '`':
                    throw Refused("a back quote runs a command inside a command", "Kubectl(\"…\") in a C# cell gives the text");
                case '$':
                    throw Refused("`$` names a variable", "put single quotes around it when it is meant as it stands");
                default:
                    word.Append(c);
                    at++;
                    break;
            }
        }
    }

    private void DoubleQuoted(StringBuilder word)
    {
        var start = at++;
        while (true)
        {
            if (at >= text.Length)
            {
                at = start;
                throw Unclosed("\"");
            }

            var c = text[at];
            if (c == '"')
            {
                at++;
                return;
            }

            if (c == '$' && (char.IsAsciiLetter(text[at + 1]) || text[at + 1] is '(' or '{'))
                throw Refused("`$` inside double quotes names a variable", "use single quotes when it is meant as it stands");
            if (c == '\\' && text[at + 1] is '"' or '\\' or '$' or '`' or '\n')
            {
                if (text[at + 1] != '\n') word.Append(text[at + 1]);
                at += 2;
                continue;
            }

            word.Append(c);
            at++;
        }
    }

    private string HereDocument(string delimiter, bool stripTabs, int line)
    {
        var content = new StringBuilder();
        while (at < text.Length)
        {
            var end = text.IndexOf('\n', at);
            var row = text[at..end];
            at = end + 1;
            if (stripTabs) row = row.TrimStart('\t');
            if (row == delimiter) return content.ToString();
            content.Append(row).Append('\n');
        }

        throw new CellException("UsageError", $"line {line}: the here-document is not closed", $"A line with nothing but {delimiter} ends it.");
    }

    private int Line() => firstLine + text.AsSpan(0, Math.Min(at, text.Length)).Count('\n');

    private CellException Unclosed(string quote) =>
        new("UsageError", $"line {Line()}: the quote {quote} is not closed", "The same quote ends what it began.");

    private CellException Refused(string what, string advice) => new("UsageError", $"line {Line()}: {what}, and {NotAShell}", $"Instead: {advice}.");
}
