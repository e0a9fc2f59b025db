using System.Globalization;
using Podlab.Simulation.Shell.Syntax;

namespace Podlab.Simulation.Shell.Expansion;

/// <summary>Brace expansion, which bash has and ash has not: <c>{a,b}</c>, <c>{1..5}</c>, <c>{01..10..2}</c>, <c>{a..e}</c>. Braces in quotes, and those without a comma or a range, stay.</summary>
internal static class Braces
{
    /// <summary>No range makes more words.</summary>
    private const int MostWords = 100_000;

    public static bool Has(Word word) => word.Parts.Any(part => part is TextPart { Quoted: false } text && text.Text.Contains('{', StringComparison.Ordinal) && text.Text.Contains('}', StringComparison.Ordinal));

    public static IEnumerable<Word> Expand(Word word)
    {
        for (var i = 0; i < word.Parts.Count; i++)
        {
            if (word.Parts[i] is not TextPart { Quoted: false } part || Find(part.Text) is not var (start, end, choices)) continue;
            foreach (var choice in choices)
            {
                var text = part.Text[..start] + choice + part.Text[end..];
                foreach (var expanded in Expand(new Word([.. word.Parts.Take(i), new TextPart(text, false), .. word.Parts.Skip(i + 1)]))) yield return expanded;
            }

            yield break;
        }

        yield return word;
    }

    /// <summary>The first braces that mean something: where they begin and end, and what may stand in their place.</summary>
    private static (int Start, int End, IReadOnlyList<string> Choices)? Find(string text)
    {
        for (var start = text.IndexOf('{', StringComparison.Ordinal); start >= 0; start = text.IndexOf('{', start + 1))
        {
            var depth = 0;
            var pieces = new List<string>();
            var from = start + 1;
            for (var i = start; i < text.Length; i++)
            {
                if (text[i] == '{') depth++;
                else if (text[i] == ',' && depth == 1)
                {
                    pieces.Add(text[from..i]);
                    from = i + 1;
                }
                else if (text[i] == '}' && --depth == 0)
                {
                    if (pieces.Count > 0) return (start, i + 1, [.. pieces, text[from..i]]);
                    if (Range(text[(start + 1)..i]) is { } range) return (start, i + 1, range);
                    break;
                }
            }
        }

        return null;
    }

    private static List<string>? Range(string text)
    {
        var ends = text.Split("..");
        if (ends.Length is not (2 or 3)) return null;
        var step = 1L;
        if (ends.Length == 3 && (!long.TryParse(ends[2], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out step) || step == 0)) return null;
        step = Math.Abs(step);
        var letters = ends[0].Length == 1 && ends[1].Length == 1 && char.IsAsciiLetter(ends[0][0]) && char.IsAsciiLetter(ends[1][0]);
        long first, last;
        if (letters) (first, last) = (ends[0][0], ends[1][0]);
        else if (!long.TryParse(ends[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out first) || !long.TryParse(ends[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out last)) return null;
        if (Math.Abs(last - first) / step >= MostWords) return null;
        var width = !letters && (IsPadded(ends[0]) || IsPadded(ends[1])) ? Math.Max(ends[0].Length, ends[1].Length) : 0;
        var words = new List<string>();
        for (var value = first; first <= last ? value <= last : value >= last; value += first <= last ? step : -step)
            words.Add(letters ? ((char)value).ToString() : width == 0 ? value.ToString(CultureInfo.InvariantCulture) : value < 0 ? "-" + (-value).ToString(CultureInfo.InvariantCulture).PadLeft(width - 1, '0') : value.ToString(CultureInfo.InvariantCulture).PadLeft(width, '0'));
        return words;
    }

    private static bool IsPadded(string number) => number.TrimStart('-') is ['0', _, ..];
}
