using System.Text;

namespace Podlab.Api.Yaml;

/// <summary>Which styles can carry a text, judged in one pass over its characters.</summary>
internal readonly record struct YamlTextTraits(bool PlainAllowed, bool SingleQuotedAllowed, bool BlockAllowed)
{
    public static YamlTextTraits Of(string value)
    {
        if (value.Length == 0)
        {
            return new YamlTextTraits(true, true, false);
        }
        var indicators = value.StartsWith("---", StringComparison.Ordinal) || value.StartsWith("...", StringComparison.Ordinal);
        bool special = false, breaks = false, breakSpace = false, spaceBreak = false, afterSpace = false, afterBreak = false, afterBlank = true;
        var position = 0;
        foreach (var rune in value.EnumerateRunes())
        {
            var next = position + rune.Utf16SequenceLength;
            var beforeBlank = next >= value.Length || IsBlank(value[next]) || IsBreak(value[next]);
            indicators |= IsIndicator(rune.Value, position == 0, afterBlank, beforeBlank);
            special |= !IsPrintable(rune);
            var (space, lineBreak) = (rune.Value == ' ', rune.Value < 0x10000 && IsBreak((char)rune.Value));
            breaks |= lineBreak;
            breakSpace |= space && afterBreak;
            spaceBreak |= lineBreak && afterSpace;
            (afterSpace, afterBreak) = (space, lineBreak);
            afterBlank = lineBreak || rune.Value is ' ' or '\t';
            position = next;
        }
        var (leads, trails) = (value[0] == ' ' || IsBreak(value[0]), value[^1] == ' ' || IsBreak(value[^1]));
        var broken = spaceBreak || special;
        return new YamlTextTraits(
            PlainAllowed: !(broken || breakSpace || leads || trails || breaks || indicators),
            SingleQuotedAllowed: !(broken || breakSpace),
            BlockAllowed: !(broken || value[^1] == ' '));
    }

    /// <summary>What the library writes as it is; four-byte characters such as emoji are not among it.</summary>
    public static bool IsPrintable(Rune rune) => rune.Value is 10 or (>= 0x20 and <= 0x7E) or (>= 0xA0 and < 0xD800) or (>= 0xE000 and <= 0xFFFD and not 0xFEFF);

    private static bool IsBlank(char c) => c is ' ' or '\t';

    private static bool IsBreak(char c) => c is '\n' or '\r' or '\u0085' or '\u2028' or '\u2029';

    private static bool IsIndicator(int c, bool first, bool afterBlank, bool beforeBlank)
    {
        if (!first)
        {
            return (c == ':' && beforeBlank) || (c == '#' && afterBlank);
        }
        return c switch
        {
            '#' or ',' or '[' or ']' or '{' or '}' or '&' or '*' or '!' or '|' or '>' or '\'' or '"' or '%' or '@' or '`' => true,
            '?' or ':' or '-' => beforeBlank,
            _ => false,
        };
    }
}
