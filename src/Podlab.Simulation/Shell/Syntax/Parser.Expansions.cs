using System.Text;

namespace Podlab.Simulation.Shell.Syntax;

// What a dollar sign or a backquote begins.
public sealed partial class Parser
{
    /// <summary>Null when the character stands for itself.</summary>
    private WordPart? TryExpansion(bool quoted)
    {
        if (text[position] == '`') return ReadBackquoted(quoted);
        if (position + 1 >= text.Length) return null;
        var next = text[position + 1];
        if (next == '(')
        {
            if (position + 2 < text.Length && text[position + 2] == '(' && TryArithmetic(quoted) is { } arithmetic) return arithmetic;
            return ReadCommand(quoted);
        }

        if (next == '{') return ReadBraced(quoted);
        position++;
        if (next is '@' or '*' or '#' or '?' or '-' or '$' or '!' || char.IsAsciiDigit(next))
        {
            position++;
            return new ParameterPart(next.ToString(), "", false, null, null, quoted);
        }

        var name = ReadName();
        return name.Length == 0 ? null : new ParameterPart(name, "", false, null, null, quoted);
    }

    private string ReadName()
    {
        var start = position;
        while (position < text.Length && (char.IsAsciiLetterOrDigit(text[position]) || text[position] == '_')) position++;
        return char.IsAsciiDigit(text[start < text.Length ? start : 0]) && start < text.Length ? text[start..position] : text[start..position];
    }

    private CommandPart ReadCommand(bool quoted)
    {
        position += 2;
        var inner = new Parser(text, line, alias, anyFunctionName) { position = position };
        inner.SkipNewlines();
        Command? body = null;
        if (!inner.Peek().Is(")"))
        {
            body = inner.ParseList(untilNewline: false);
            inner.SkipNewlines();
        }

        var close = inner.Peek();
        if (!close.Is(")")) throw inner.Unexpected(close, ")");
        text = inner.text;
        position = close.Start + 1;
        line = inner.line;
        return new CommandPart(body, quoted);
    }

    private CommandPart ReadBackquoted(bool quoted)
    {
        var startLine = line;
        var content = new StringBuilder();
        for (position++; ; position++)
        {
            if (position >= text.Length) throw new SyntaxException("syntax error: EOF in backquote substitution", line, true);
            var c = text[position];
            if (c == '`') break;
            if (c == '\n') line++;
            if (c == '\\' && position + 1 < text.Length && (text[position + 1] is '`' or '$' or '\\' || (quoted && text[position + 1] == '"')))
                c = text[++position];
            content.Append(c);
        }

        position++;
        var inner = new Parser(content.ToString(), startLine, alias, anyFunctionName);
        var items = new List<Command>();
        while (inner.Next() is { } command) items.Add(command);
        return new CommandPart(items.Count == 0 ? null : items.Count == 1 ? items[0] : new ListCommand(items) { Line = startLine }, quoted);
    }

    /// <summary>Null when the double parenthesis turns out to be a subshell in a command substitution.</summary>
    private ArithmeticPart? TryArithmetic(bool quoted)
    {
        var depth = 0;
        for (var i = position + 3; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '\\') i++;
            else if (c == '(') depth++;
            else if (c == ')' && depth > 0) depth--;
            else if (c == ')' && i + 1 < text.Length && text[i + 1] == ')')
            {
                var expression = ParseDocument(text[(position + 3)..i], line);
                line += text.AsSpan(position, i - position).Count('\n');
                position = i + 2;
                return new ArithmeticPart(expression, quoted);
            }
            else if (c == ')')
            {
                return null;
            }
        }

        throw new SyntaxException("syntax error: missing '))'", line, true);
    }

    private ParameterPart ReadBraced(bool quoted)
    {
        position += 2;
        if (position >= text.Length) throw Missing();
        if (text[position] == '#' && position + 1 < text.Length && text[position + 1] is not ('}' or '-' or '=' or '?' or '+' or ':' or '%' or '#'))
        {
            position++;
            var measured = ReadParameterName();
            if (position >= text.Length || text[position] != '}') throw Bad();
            position++;
            return new ParameterPart(measured, "length", false, null, null, quoted);
        }

        var name = ReadParameterName();
        if (position >= text.Length) throw Missing();
        var c = text[position];
        if (c == '}')
        {
            position++;
            if (name.Length == 0) throw Bad();
            return new ParameterPart(name, "", false, null, null, quoted);
        }

        if (name.Length == 0) throw Bad();
        var colon = c == ':' && position + 1 < text.Length && text[position + 1] is '-' or '=' or '?' or '+';
        if (colon) c = text[++position];
        position++;
        switch (c)
        {
            case '-' or '=' or '?' or '+':
                return new ParameterPart(name, c.ToString(), colon, ReadArgument(quoted, pattern: false, "}"), Close(), quoted);
            case '#' or '%':
                var twice = position < text.Length && text[position] == c;
                if (twice) position++;
                return new ParameterPart(name, twice ? new string(c, 2) : c.ToString(), false, ReadArgument(quoted, pattern: true, "}"), Close(), quoted);
            case '/':
                var all = position < text.Length && text[position] == '/';
                if (all) position++;
                var search = ReadArgument(quoted, pattern: true, "/}");
                Word? replacement = null;
                if (position < text.Length && text[position] == '/')
                {
                    position++;
                    replacement = ReadArgument(quoted, pattern: true, "}");
                }

                Close();
                return new ParameterPart(name, all ? "//" : "/", false, search, replacement, quoted);
            case ':':
                var offset = ReadArgument(quoted, pattern: false, ":}");
                Word? length = null;
                if (position < text.Length && text[position] == ':')
                {
                    position++;
                    length = ReadArgument(quoted, pattern: false, "}");
                }

                Close();
                return new ParameterPart(name, ":", false, offset, length, quoted);
            default:
                throw Bad();
        }
    }

    private Word? Close()
    {
        if (position >= text.Length || text[position] != '}') throw Missing();
        position++;
        return null;
    }

    private string ReadParameterName()
    {
        if (position < text.Length && text[position] is '@' or '*' or '#' or '?' or '-' or '$' or '!') return text[position++].ToString();
        if (position < text.Length && char.IsAsciiDigit(text[position]))
        {
            var start = position;
            while (position < text.Length && char.IsAsciiDigit(text[position])) position++;
            return text[start..position];
        }

        return ReadName();
    }

    /// <summary>The word behind an operator. Inside double quotes it is quoted too, unless it is a pattern.</summary>
    private Word ReadArgument(bool quoted, bool pattern, string ends)
    {
        var parts = new List<WordPart>();
        if (!quoted || pattern)
        {
            ReadParts(parts, c => ends.Contains(c, StringComparison.Ordinal));
            return new Word(parts);
        }

        var literal = new StringBuilder();
        while (position < text.Length && !ends.Contains(text[position], StringComparison.Ordinal))
        {
            var c = text[position];
            if (c == '\\' && position + 1 < text.Length && text[position + 1] is '$' or '`' or '"' or '\\' or '}')
            {
                literal.Append(text[position + 1]);
                position += 2;
                continue;
            }

            if (c == '"')
            {
                if (literal.Length > 0) parts.Add(new TextPart(literal.ToString(), true));
                literal.Clear();
                position++;
                ReadQuoted(parts, '"', document: false);
                continue;
            }

            if (c is '$' or '`')
            {
                var at = position;
                if (TryExpansion(true) is { } part)
                {
                    if (literal.Length > 0) parts.Add(new TextPart(literal.ToString(), true));
                    literal.Clear();
                    parts.Add(part);
                    continue;
                }

                position = at;
            }

            if (c == '\n') line++;
            literal.Append(c);
            position++;
        }

        if (literal.Length > 0) parts.Add(new TextPart(literal.ToString(), true));
        return new Word(parts);
    }

    private SyntaxException Missing() => new("syntax error: missing '}'", line, true);

    private SyntaxException Bad() => new("syntax error: bad substitution", line, false);
}
