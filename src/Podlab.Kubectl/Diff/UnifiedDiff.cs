using System.Globalization;
using System.Text;

namespace Podlab.Kubectl.Diff;

/// <summary>The difference of two texts as <c>diff -u</c> shows it.</summary>
internal static class UnifiedDiff
{
    private const int Context = 3;

    /// <summary>Empty when the texts are equal.</summary>
    public static string Of(string nameA, string nameB, string a, string b, DateTimeOffset time)
    {
        if (a == b) return "";
        var (x, y) = (Lines(a), Lines(b));
        var edits = Edits(x, y);
        var stamp = time.ToString("yyyy-MM-dd HH:mm:ss'.000000000 +0000'", CultureInfo.InvariantCulture);
        var text = new StringBuilder($"--- {nameA}\t{stamp}\n+++ {nameB}\t{stamp}\n");
        for (var i = 0; i < edits.Count;)
        {
            if (edits[i].Mark == ' ')
            {
                i++;
                continue;
            }

            var start = Math.Max(0, i - Context);
            var end = i;
            for (var quiet = 0; end < edits.Count && quiet <= Context * 2; end++) quiet = edits[end].Mark == ' ' ? quiet + 1 : 0;
            while (end > i && edits[end - 1].Mark == ' ') end--;
            Hunk(text, edits, start, Math.Min(edits.Count, end + Context));
            i = Math.Min(edits.Count, end + Context);
        }

        return text.ToString();
    }

    private static void Hunk(StringBuilder text, List<(char Mark, string Line)> edits, int start, int end)
    {
        var (fromA, fromB) = (edits.Take(start).Count(e => e.Mark != '+'), edits.Take(start).Count(e => e.Mark != '-'));
        var part = edits[start..end];
        var (lengthA, lengthB) = (part.Count(e => e.Mark != '+'), part.Count(e => e.Mark != '-'));
        text.Append("@@ -").Append(Range(fromA, lengthA)).Append(" +").Append(Range(fromB, lengthB)).Append(" @@\n");
        foreach (var (mark, line) in part) text.Append(mark).Append(line).Append('\n');
    }

    private static string Range(int from, int length) =>
        length == 1 ? string.Create(CultureInfo.InvariantCulture, $"{from + 1}") : string.Create(CultureInfo.InvariantCulture, $"{(length == 0 ? from : from + 1)},{length}");

    /// <summary>The shortest way from one list of lines to the other, by their longest common part.</summary>
    private static List<(char Mark, string Line)> Edits(string[] a, string[] b)
    {
        var common = new int[a.Length + 1, b.Length + 1];
        for (var i = a.Length - 1; i >= 0; i--)
            for (var j = b.Length - 1; j >= 0; j--)
                common[i, j] = a[i] == b[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
        var edits = new List<(char, string)>();
        int x = 0, y = 0;
        while (x < a.Length || y < b.Length)
        {
            if (x < a.Length && y < b.Length && a[x] == b[y])
            {
                edits.Add((' ', a[x]));
                (x, y) = (x + 1, y + 1);
            }
            else if (x < a.Length && (y == b.Length || common[x + 1, y] >= common[x, y + 1])) edits.Add(('-', a[x++]));
            else edits.Add(('+', b[y++]));
        }

        return edits;
    }

    private static string[] Lines(string text) => text.Length == 0 ? [] : (text.EndsWith('\n') ? text[..^1] : text).Split('\n');
}
