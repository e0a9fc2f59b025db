using System.Text;

namespace Podlab.Simulation.Shell.Syntax;

// Words: quotes, parameters, substitutions.
public sealed partial class Parser
{
    /// <summary>The text of a here-document, or another text in which only expansions count, as inside double quotes.</summary>
    public static Word ParseDocument(string text, int line)
    {
        var parser = new Parser(text, line);
        var parts = new List<WordPart>();
        parser.ReadQuoted(parts, end: '\0', document: true);
        return new Word(parts);
    }

    private Word ReadWord()
    {
        var parts = new List<WordPart>();
        ReadParts(parts, c => c is ' ' or '\t' or '\n' or '&' or '|' or ';' or '(' or ')' or '<' or '>');
        return new Word(parts);
    }

    /// <summary>Reads unquoted text up to a character that ends it.</summary>
    private void ReadParts(List<WordPart> parts, Func<char, bool> ends)
    {
        var literal = new StringBuilder();
        void Flush()
        {
            if (literal.Length > 0) parts.Add(new TextPart(literal.ToString(), false));
            literal.Clear();
        }

        while (position < text.Length && !ends(text[position]))
        {
            var c = text[position];
            switch (c)
            {
                case '\\':
                    position++;
                    if (position >= text.Length)
                    {
                        literal.Append('\\');
                        break;
                    }

                    if (text[position] == '\n')
                    {
                        position++;
                        line++;
                        break;
                    }

                    Flush();
                    parts.Add(new TextPart(text[position++].ToString(), true));
                    break;
                case '\'':
                    Flush();
                    parts.Add(new TextPart(ReadSingleQuoted(), true));
                    break;
                case '"':
                    Flush();
                    position++;
                    var before = parts.Count;
                    ReadQuoted(parts, '"', document: false);
                    if (parts.Count == before) parts.Add(new TextPart("", true));
                    break;
                case '$' when position + 1 < text.Length && text[position + 1] == '\'':
                    Flush();
                    position++;
                    parts.Add(new TextPart(ReadDollarQuoted(), true));
                    break;
                case '$' or '`':
                    var at = position;
                    if (TryExpansion(false) is { } part)
                    {
                        Flush();
                        parts.Add(part);
                    }
                    else
                    {
                        literal.Append(text[at]);
                        position = at + 1;
                    }

                    break;
                default:
                    if (c == '\n') line++;
                    literal.Append(c);
                    position++;
                    break;
            }
        }

        Flush();
    }

    private string ReadSingleQuoted()
    {
        var end = text.IndexOf('\'', position + 1);
        if (end < 0) throw Unterminated();
        var content = text[(position + 1)..end];
        line += content.AsSpan().Count('\n');
        position = end + 1;
        return content;
    }

    private string ReadDollarQuoted()
    {
        var content = new StringBuilder();
        for (position++; ; position++)
        {
            if (position >= text.Length) throw Unterminated();
            if (text[position] == '\'') break;
            if (text[position] == '\\' && position + 1 < text.Length)
            {
                content.Append(text[position++]);
                if (text[position] == '\'') content.Length--;
            }

            content.Append(text[position]);
        }

        position++;
        return Escapes.Expand(content.ToString());
    }

    /// <summary>Reads what stands in double quotes (or a here-document, which has no end character).</summary>
    private void ReadQuoted(List<WordPart> parts, char end, bool document)
    {
        var literal = new StringBuilder();
        void Flush()
        {
            if (literal.Length > 0) parts.Add(new TextPart(literal.ToString(), true));
            literal.Clear();
        }

        while (true)
        {
            if (position >= text.Length)
            {
                if (!document) throw Unterminated();
                break;
            }

            var c = text[position];
            if (c == end && !document)
            {
                position++;
                break;
            }

            if (c == '\\' && position + 1 < text.Length)
            {
                var next = text[position + 1];
                position += 2;
                if (next == '\n')
                {
                    line++;
                    continue;
                }

                if (next is not ('$' or '`' or '\\') && (document || next != '"') && !(end == '}' && next == '}')) literal.Append('\\');
                literal.Append(next);
                continue;
            }

            if (c is '$' or '`')
            {
                var at = position;
                if (TryExpansion(true) is { } part)
                {
                    Flush();
                    parts.Add(part);
                    continue;
                }

                position = at;
            }

            if (c == '\n') line++;
            literal.Append(c);
            position++;
        }

        Flush();
    }

    private SyntaxException Unterminated() => new("syntax error: unterminated quoted string", line, true);
}
