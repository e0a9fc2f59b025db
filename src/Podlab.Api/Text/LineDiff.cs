using System.Globalization;
using System.Text;

namespace Podlab.Api;

/// <summary>The lines by which two texts differ, found the way Python's difflib finds them.</summary>
/// <remarks>Follows github.com/pmezard/go-difflib, which Kubernetes' own diffs are made with: longest blocks first, lines that are everywhere in a long text start none.</remarks>
internal sealed class LineDiff
{
    private const int Context = 3;

    /// <summary>From so many lines on, a line that makes up more than a hundredth of them starts no block.</summary>
    private const int LongText = 200;

    private readonly string[] old;
    private readonly string[] value;
    private readonly Dictionary<string, List<int>> places = new(StringComparer.Ordinal);

    private LineDiff(string[] old, string[] value)
    {
        this.old = old;
        this.value = value;
        for (var i = 0; i < value.Length; i++)
        {
            if (!places.TryGetValue(value[i], out var list))
            {
                places[value[i]] = list = [];
            }
            list.Add(i);
        }
        if (value.Length >= LongText)
        {
            foreach (var popular in places.Where(place => place.Value.Count > (value.Length / 100) + 1).Select(place => place.Key).ToList())
            {
                places.Remove(popular);
            }
        }
    }

    /// <summary>Hunks with three lines of context, no file names; each line ends with a line feed. Empty when the texts are equal.</summary>
    public static string Unified(string[] old, string[] value)
    {
        var text = new StringBuilder();
        var edits = new LineDiff(old, value).Edits();
        for (var first = edits.FindIndex(IsChange); first >= 0;)
        {
            var last = first;
            for (var i = first + 1; i < edits.Count && i - last <= (Context * 2) + 1; i++)
            {
                last = IsChange(edits[i]) ? i : last;
            }
            Hunk(text, edits, Math.Max(0, first - Context), Math.Min(edits.Count, last + 1 + Context));
            first = edits.FindIndex(last + 1, IsChange);
        }
        return text.ToString();
    }

    private static bool IsChange((char Mark, int Old, int Value, string Line) edit) => edit.Mark != ' ';

    private static void Hunk(StringBuilder text, List<(char Mark, int Old, int Value, string Line)> edits, int start, int end)
    {
        var part = edits[start..end];
        text.Append("@@ -").Append(Range(part[0].Old, part.Count(edit => edit.Mark != '+'))).Append(" +").Append(Range(part[0].Value, part.Count(edit => edit.Mark != '-'))).Append(" @@\n");
        foreach (var edit in part)
        {
            text.Append(edit.Mark).Append(edit.Line).Append('\n');
        }
    }

    private static string Range(int start, int count) =>
        count == 1 ? string.Create(CultureInfo.InvariantCulture, $"{start + 1}") : string.Create(CultureInfo.InvariantCulture, $"{(count == 0 ? start : start + 1)},{count}");

    private List<(char Mark, int Old, int Value, string Line)> Edits()
    {
        var blocks = new List<(int Old, int Value, int Size)>();
        var open = new Stack<(int, int, int, int)>([(0, old.Length, 0, value.Length)]);
        while (open.TryPop(out var range))
        {
            var (low, high, from, to) = range;
            var block = Longest(low, high, from, to);
            if (block.Size == 0)
            {
                continue;
            }
            blocks.Add(block);
            open.Push((low, block.Old, from, block.Value));
            open.Push((block.Old + block.Size, high, block.Value + block.Size, to));
        }
        blocks.Sort();
        blocks.Add((old.Length, value.Length, 0));
        var edits = new List<(char, int, int, string)>(old.Length + value.Length);
        var (i, j) = (0, 0);
        foreach (var block in blocks)
        {
            for (; i < block.Old; i++)
            {
                edits.Add(('-', i, j, old[i]));
            }
            for (; j < block.Value; j++)
            {
                edits.Add(('+', i, j, value[j]));
            }
            for (var end = i + block.Size; i < end; i++, j++)
            {
                edits.Add((' ', i, j, old[i]));
            }
        }
        return edits;
    }

    private (int Old, int Value, int Size) Longest(int low, int high, int from, int to)
    {
        var best = (Old: low, Value: from, Size: 0);
        var lengths = new Dictionary<int, int>();
        for (var i = low; i < high; i++)
        {
            var next = new Dictionary<int, int>();
            foreach (var j in places.GetValueOrDefault(old[i], []))
            {
                if (j < from || j >= to)
                {
                    continue;
                }
                var size = next[j] = lengths.GetValueOrDefault(j - 1) + 1;
                best = size > best.Size ? (i - size + 1, j - size + 1, size) : best;
            }
            lengths = next;
        }
        while (best.Old > low && best.Value > from && old[best.Old - 1] == value[best.Value - 1])
        {
            best = (best.Old - 1, best.Value - 1, best.Size + 1);
        }
        while (best.Old + best.Size < high && best.Value + best.Size < to && old[best.Old + best.Size] == value[best.Value + best.Size])
        {
            best.Size++;
        }
        return best;
    }
}
