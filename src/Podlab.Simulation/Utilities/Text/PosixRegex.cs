using System.Text;
using System.Text.RegularExpressions;

namespace Podlab.Simulation.Utilities.Text;

/// <summary>POSIX basic and extended regular expressions, written as .NET's. (Leftmost, but not always longest: alternatives are tried in order.)</summary>
public static class PosixRegex
{
    /// <exception cref="FormatException">The expression is wrong; the message is the C library's.</exception>
    public static Regex Create(string pattern, bool extended, bool ignoreCase)
    {
        var options = RegexOptions.CultureInvariant | (ignoreCase ? RegexOptions.IgnoreCase : RegexOptions.None);
        try
        {
            return new Regex(Translate(pattern, extended), options);
        }
        catch (ArgumentException)
        {
            throw new FormatException("Invalid regular expression");
        }
    }

    private static string Translate(string pattern, bool extended)
    {
        var result = new StringBuilder();
        var depth = 0;
        for (var i = 0; i < pattern.Length; i++)
        {
            var c = pattern[i];
            switch (c)
            {
                case '\\' when i + 1 < pattern.Length:
                    var next = pattern[++i];
                    if (!extended && next is '(' or ')' or '{' or '}' or '|' or '+' or '?')
                    {
                        if (extended) goto default;
                        if (next == '(') depth++;
                        if (next == ')' && --depth < 0) throw new FormatException("Unmatched ) or \\)");
                        result.Append(next);
                    }
                    else if (next is '<')
                    {
                        result.Append(@"\b(?=\w)");
                    }
                    else if (next is '>')
                    {
                        result.Append(@"\b(?<=\w)");
                    }
                    else if (next is 'w' or 'W' or 's' or 'S' or 'b' or 'B' || char.IsAsciiDigit(next))
                    {
                        result.Append('\\').Append(next);
                        if (char.IsAsciiDigit(next)) result.Append("(?:)");
                    }
                    else if (next is 'n' or 't')
                    {
                        result.Append('\\').Append(next);
                    }
                    else
                    {
                        result.Append(Regex.Escape(next.ToString()));
                        if (next is '}' or ']') result.Insert(result.Length - 1, result[^2] == '\\' ? "" : "\\");
                    }

                    break;
                case '\\':
                    throw new FormatException("Trailing backslash");
                case '[':
                    i = Bracket(pattern, i, result);
                    break;
                case '(' or ')' or '{' or '}' or '|' or '+' or '?' when !extended:
                    result.Append('\\').Append(c);
                    break;
                case '(':
                    depth++;
                    result.Append(c);
                    break;
                case ')':
                    if (--depth < 0)
                    {
                        depth = 0;
                        result.Append("\\)");
                    }
                    else
                    {
                        result.Append(c);
                    }

                    break;
                case '{' when !(i + 1 < pattern.Length && char.IsAsciiDigit(pattern[i + 1])):
                    result.Append("\\{");
                    break;
                case '*' when AtStart(pattern, i, extended):
                    // With nothing before it: itself in a basic expression, nothing in an extended one.
                    if (!extended) result.Append("\\*");
                    break;
                case '+' or '?' when i == 0:
                    result.Append('\\').Append(c);
                    break;
                case '^' when !extended && i > 0 && !(pattern[i - 1] == '(' && i > 1 && pattern[i - 2] == '\\') && !(pattern[i - 1] == '|' && i > 1 && pattern[i - 2] == '\\'):
                    result.Append("\\^");
                    break;
                case '$' when !extended && i + 1 < pattern.Length && !(pattern[i + 1] == '\\' && i + 2 < pattern.Length && pattern[i + 2] is ')' or '|'):
                    result.Append("\\$");
                    break;
                case '$':
                    result.Append("(?!\\n)$");
                    break;
                case '.':
                    result.Append("[\\s\\S]");
                    break;
                case '#' or ' ':
                    result.Append('\\').Append(c);
                    break;
                default:
                    result.Append(c);
                    break;
            }
        }

        if (depth > 0) throw new FormatException("Unmatched ( or \\(");
        return result.ToString();
    }

    private static bool AtStart(string pattern, int i, bool extended) =>
        i == 0 || (!extended && (pattern[i - 1] == '^' && i == 1 || (i > 1 && pattern[i - 2] == '\\' && pattern[i - 1] is '(' or '|')));

    private static int Bracket(string pattern, int start, StringBuilder result)
    {
        var i = start + 1;
        result.Append('[');
        if (i < pattern.Length && pattern[i] == '^')
        {
            result.Append('^');
            i++;
        }

        var first = true;
        for (; i < pattern.Length; i++, first = false)
        {
            var c = pattern[i];
            if (c == ']' && !first)
            {
                result.Append(']');
                return i;
            }

            if (c == '[' && i + 1 < pattern.Length && pattern[i + 1] == ':')
            {
                var close = pattern.IndexOf(":]", i + 2, StringComparison.Ordinal);
                if (close < 0) throw new FormatException("Unmatched [, [^, [:, [., or [=");
                result.Append(pattern[(i + 2)..close] switch
                {
                    "alpha" => "a-zA-Z",
                    "digit" => "0-9",
                    "alnum" => "a-zA-Z0-9",
                    "upper" => "A-Z",
                    "lower" => "a-z",
                    "space" => @" \t\n\r\f\v",
                    "blank" => @" \t",
                    "punct" => @"!-/:-@\[-`{-~",
                    "print" => " -~",
                    "graph" => "!-~",
                    "cntrl" => @"\x00-\x1f\x7f",
                    "xdigit" => "0-9A-Fa-f",
                    _ => throw new FormatException("Invalid character class name"),
                });
                i = close + 1;
                continue;
            }

            if (c is '\\' or '[' or ']' || (c == '^' && first) || (c == '-' && (first || (i + 1 < pattern.Length && pattern[i + 1] == ']')))) result.Append('\\');
            result.Append(c);
        }

        throw new FormatException("Unmatched [, [^, [:, [., or [=");
    }
}
