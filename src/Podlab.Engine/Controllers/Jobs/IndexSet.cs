using System.Globalization;

namespace Podlab.Engine.Controllers.Jobs;

/// <summary>Completion indexes in the short form of the API: <c>0-2,5</c>.</summary>
internal static class IndexSet
{
    /// <summary>The indexes in a text, below a limit; what is no index is passed over.</summary>
    public static SortedSet<int> Parse(string? text, int limit)
    {
        var result = new SortedSet<int>();
        foreach (var part in (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var ends = part.Split('-');
            if (!int.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out var first) || !int.TryParse(ends[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var last)) continue;
            for (var index = first; index <= last && index < limit; index++) result.Add(index);
        }

        return result;
    }

    /// <summary>Three and more in a row become a range; two stay two.</summary>
    public static string Format(SortedSet<int> indexes)
    {
        var parts = new List<string>();
        var sorted = indexes.ToArray();
        for (var i = 0; i < sorted.Length;)
        {
            var end = i;
            while (end + 1 < sorted.Length && sorted[end + 1] == sorted[end] + 1) end++;
            var (first, last) = (sorted[i].ToString(CultureInfo.InvariantCulture), sorted[end].ToString(CultureInfo.InvariantCulture));
            parts.Add(end == i ? first : end == i + 1 ? $"{first},{last}" : $"{first}-{last}");
            i = end + 1;
        }

        return string.Join(',', parts);
    }
}
