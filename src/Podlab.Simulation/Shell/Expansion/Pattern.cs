namespace Podlab.Simulation.Shell.Expansion;

/// <summary>Shell patterns (POSIX XCU 2.13) in which a backslash makes the next character literal.</summary>
public static class Pattern
{
    public static string Escape(string text)
    {
        if (text.AsSpan().IndexOfAny("*?[]\\") < 0) return text;
        var result = new System.Text.StringBuilder();
        foreach (var c in text)
        {
            if (c is '*' or '?' or '[' or ']' or '\\') result.Append('\\');
            result.Append(c);
        }

        return result.ToString();
    }

    public static string Unescape(string pattern)
    {
        if (!pattern.Contains('\\', StringComparison.Ordinal)) return pattern;
        var result = new System.Text.StringBuilder();
        for (var i = 0; i < pattern.Length; i++)
        {
            if (pattern[i] == '\\' && i + 1 < pattern.Length) i++;
            result.Append(pattern[i]);
        }

        return result.ToString();
    }

    /// <summary>Whether anything in it is not literal.</summary>
    public static bool IsPattern(ReadOnlySpan<char> pattern)
    {
        for (var i = 0; i < pattern.Length; i++)
        {
            if (pattern[i] == '\\') i++;
            else if (pattern[i] is '*' or '?') return true;
            else if (pattern[i] == '[' && pattern[(i + 1)..].IndexOf(']') >= 0) return true;
        }

        return false;
    }

    public static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text)
    {
        var (p, t) = (0, 0);
        var (starPattern, starText) = (-1, 0);
        while (t < text.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                starPattern = ++p;
                starText = t;
                continue;
            }

            if (p < pattern.Length && One(pattern, p, text[t]) is var next && next > 0)
            {
                p = next;
                t++;
                continue;
            }

            if (starPattern < 0) return false;
            p = starPattern;
            t = ++starText;
        }

        while (p < pattern.Length && pattern[p] == '*') p++;
        return p == pattern.Length;
    }

    /// <summary>The position behind the element at <paramref name="p"/> when it accepts <paramref name="c"/>; else 0.</summary>
    private static int One(ReadOnlySpan<char> pattern, int p, char c)
    {
        switch (pattern[p])
        {
            case '?':
                return p + 1;
            case '\\' when p + 1 < pattern.Length:
                return pattern[p + 1] == c ? p + 2 : 0;
            case '[':
                var end = ClassEnd(pattern, p);
                if (end < 0) goto default;
                return InClass(pattern[(p + 1)..end], c) ? end + 1 : 0;
            default:
                return pattern[p] == c ? p + 1 : 0;
        }
    }

    private static int ClassEnd(ReadOnlySpan<char> pattern, int open)
    {
        var i = open + 1;
        if (i < pattern.Length && pattern[i] is '!' or '^') i++;
        if (i < pattern.Length && pattern[i] == ']') i++;
        for (; i < pattern.Length; i++)
        {
            if (pattern[i] == '\\') i++;
            else if (pattern[i] == '[' && i + 1 < pattern.Length && pattern[i + 1] == ':')
            {
                var close = pattern[(i + 2)..].IndexOf(":]");
                if (close >= 0) i += close + 3;
            }
            else if (pattern[i] == ']') return i;
        }

        return -1;
    }

    private static bool InClass(ReadOnlySpan<char> body, char c)
    {
        var negated = body.Length > 0 && body[0] is '!' or '^';
        var found = false;
        for (var i = negated ? 1 : 0; i < body.Length;)
        {
            if (body[i] == '[' && i + 1 < body.Length && body[i + 1] == ':')
            {
                var close = body[(i + 2)..].IndexOf(":]");
                if (close >= 0)
                {
                    found |= CharacterClass(body.Slice(i + 2, close), c);
                    i += close + 4;
                    continue;
                }
            }

            var low = body[i] == '\\' && i + 1 < body.Length ? body[++i] : body[i];
            i++;
            if (i + 1 < body.Length && body[i] == '-')
            {
                i++;
                var high = body[i] == '\\' && i + 1 < body.Length ? body[++i] : body[i];
                i++;
                found |= c >= low && c <= high;
            }
            else
            {
                found |= c == low;
            }
        }

        return found != negated;
    }

    public static bool CharacterClass(ReadOnlySpan<char> name, char c) => name switch
    {
        "alpha" => char.IsAsciiLetter(c),
        "digit" => char.IsAsciiDigit(c),
        "alnum" => char.IsAsciiLetterOrDigit(c),
        "upper" => char.IsAsciiLetterUpper(c),
        "lower" => char.IsAsciiLetterLower(c),
        "space" => c is ' ' or (>= '\t' and <= '\r'),
        "blank" => c is ' ' or '\t',
        "punct" => c > ' ' && c < 127 && !char.IsAsciiLetterOrDigit(c),
        "print" => c is >= ' ' and < (char)127,
        "graph" => c is > ' ' and < (char)127,
        "cntrl" => c < ' ' || c == 127,
        "xdigit" => char.IsAsciiHexDigit(c),
        _ => false,
    };
}
