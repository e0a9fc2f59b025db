using System.Text;

namespace Podlab.Kubectl.Printers;

/// <summary>Aligns text in columns. A cell ends with a tab; cells of one column that stand directly below each other are as wide as the widest of them.</summary>
/// <remarks>Follows Go's text/tabwriter; <paramref name="remember"/> keeps column widths from one flush to the next, as kubectl get does.</remarks>
internal sealed class TabWriter(Action<string> output, int minWidth, int padding, bool remember = false)
{
    private readonly List<List<string>> lines = [[]];
    private readonly StringBuilder cell = new();
    private readonly List<int> widths = [];
    private readonly List<int> widest = [];

    /// <summary>The writer of <c>kubectl get</c>.</summary>
    public static TabWriter ForTables(Action<string> output) => new(output, 6, 3, remember: true);

    /// <summary>The writer of <c>kubectl describe</c>.</summary>
    public static TabWriter ForDescriptions(Action<string> output) => new(output, 0, 2);

    public void Write(string text)
    {
        foreach (var c in text)
        {
            switch (c)
            {
                case '\t':
                    EndCell();
                    break;
                case '\n':
                    EndCell();
                    lines.Add([]);
                    // A line of one cell ends every column, so what is above is settled.
                    if (lines[^2].Count == 1) Settle();
                    break;
                default:
                    cell.Append(c);
                    break;
            }
        }
    }

    public void Flush()
    {
        EndCell();
        Settle();
    }

    /// <summary>Another table begins.</summary>
    public void ForgetWidths() => widest.Clear();

    private void EndCell()
    {
        lines[^1].Add(cell.ToString());
        cell.Clear();
    }

    private void Settle()
    {
        var text = new StringBuilder();
        Format(text, 0, lines.Count);
        if (text.Length > 0) output(text.ToString());
        lines.Clear();
        lines.Add([]);
    }

    private void Format(StringBuilder text, int from, int to)
    {
        var column = widths.Count;
        var start = from;
        for (var at = from; at < to; at++)
        {
            if (column >= lines[at].Count - 1) continue;
            Print(text, start, at);
            start = at;
            var width = minWidth;
            for (; at < to && column < lines[at].Count - 1; at++) width = Math.Max(width, Length(lines[at][column]) + padding);
            widths.Add(Remember(column, width));
            Format(text, start, at);
            widths.RemoveAt(widths.Count - 1);
            start = at;
        }

        Print(text, start, to);
    }

    private int Remember(int column, int width)
    {
        if (!remember) return width;
        while (widest.Count <= column) widest.Add(widest.Count < widths.Count ? widths[widest.Count] : 0);
        return widest[column] = Math.Max(widest[column], width);
    }

    private void Print(StringBuilder text, int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            var line = lines[i];
            for (var j = 0; j < line.Count; j++)
            {
                text.Append(line[j]);
                if (j < widths.Count) text.Append(' ', Math.Max(0, widths[j] - Length(line[j])));
            }

            if (i < lines.Count - 1) text.Append('\n');
        }
    }

    private static int Length(string text) => text.EnumerateRunes().Count();
}
