namespace Podlab.Api;

/// <summary>"Did you mean": the known name nearest to one that was mistyped.</summary>
public static class Suggestion
{
    /// <returns>The nearest candidate, or null where none is near enough to be meant (about a third of the letters may differ).</returns>
    public static string? Nearest(string name, IEnumerable<string> candidates)
    {
        string? best = null;
        var limit = Math.Max(1, name.Length / 3) + 1;
        foreach (var candidate in candidates)
        {
            if (string.Equals(candidate, name, StringComparison.OrdinalIgnoreCase))
            {
                return candidate;
            }
            var distance = Distance(name, candidate, limit);
            if (distance < limit)
            {
                (best, limit) = (candidate, distance);
            }
        }
        return best;
    }

    /// <summary>Insertions, deletions, replacements and swaps of neighbours, case aside; <paramref name="limit"/> or more reads as the limit.</summary>
    public static int Distance(string a, string b, int limit = int.MaxValue)
    {
        if (Math.Abs(a.Length - b.Length) >= limit || a.Length > 256 || b.Length > 256)
        {
            return limit;
        }
        var rows = new int[3][];
        for (var i = 0; i < 3; i++)
        {
            rows[i] = new int[b.Length + 1];
        }
        for (var j = 0; j <= b.Length; j++)
        {
            rows[0][j] = j;
        }
        for (var i = 1; i <= a.Length; i++)
        {
            var (row, above, twoAbove) = (rows[i % 3], rows[(i + 2) % 3], rows[(i + 1) % 3]);
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var same = Lower(a[i - 1]) == Lower(b[j - 1]);
                row[j] = Math.Min(Math.Min(above[j] + 1, row[j - 1] + 1), above[j - 1] + (same ? 0 : 1));
                if (i > 1 && j > 1 && Lower(a[i - 1]) == Lower(b[j - 2]) && Lower(a[i - 2]) == Lower(b[j - 1]))
                {
                    row[j] = Math.Min(row[j], twoAbove[j - 2] + 1);
                }
            }
        }
        return Math.Min(rows[a.Length % 3][b.Length], limit);
    }

    private static char Lower(char c) => char.ToLowerInvariant(c);
}
