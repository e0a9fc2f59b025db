using System.Text;
using Podlab.Display.Histories;

namespace Podlab.Display.Timelines;

/// <summary>The timeline for a terminal and for a screen reader: bars of letters, then every change in words.</summary>
internal static class TimelineText
{
    private const int Columns = 64;
    private const int MaxChanges = 12;

    public static string Draw(PodHistory history, IReadOnlyList<Lane> lanes)
    {
        var indent = lanes.Max(lane => lane.Label.Length) + 2;
        var end = history.End > TimeSpan.Zero ? history.End : TimeSpan.FromSeconds(1);
        var text = new StringBuilder($"Pod {history.Name}: {TimeText.Of(history.End)} from its creation{(history.GoneAt is null ? "" : ", then gone")}\n\n");
        text.Append(Axis(end, indent, TimeSpan.Zero));
        foreach (var lane in lanes) text.Append((lane.Label.PadRight(indent) + Bar(lane, end)).TrimEnd()).Append('\n');
        var kinds = lanes.SelectMany(lane => lane.Segments).Select(segment => segment.Kind).Distinct().Order();
        text.Append(' ', indent).Append(string.Join("   ", kinds.Select(kind => $"{SegmentStyle.Of(kind).Letter} {SegmentStyle.Of(kind).Word}"))).Append('\n');
        foreach (var lane in lanes.Where(lane => !lane.IsSlim)) AppendChanges(text, lane, indent, history.End);
        if (history.DeletionAskedAt is { } asked) text.Append('\n').Append("deletion".PadRight(indent)).Append($"asked for at {TimeText.Of(asked)}{(history.GoneAt is { } gone ? $", gone at {TimeText.Of(gone)}" : "")}");
        foreach (var lane in lanes.Where(lane => lane.IsSlim))
            text.Append('\n').Append(lane.Label.PadRight(indent)).Append(TrueSpans(lane, history.End));
        return text.ToString().TrimEnd('\n');
    }

    /// <param name="from">The time at the axis' beginning.</param>
    internal static string Axis(TimeSpan end, int indent, TimeSpan from)
    {
        var labels = new char[indent + Columns + 8];
        Array.Fill(labels, ' ');
        var free = 0;
        foreach (var tick in TimeAxis.Ticks(from, end, 8))
        {
            var label = "|" + TimeText.Of(tick);
            var column = indent + Column(tick - from, end);
            if (column < free || column + label.Length > labels.Length) continue;
            label.CopyTo(labels.AsSpan(column));
            free = column + label.Length + 1;
        }

        return new string(labels).TrimEnd() + "\n";
    }

    internal static string Bar(Lane lane, TimeSpan end)
    {
        var cells = new char[Columns];
        Array.Fill(cells, ' ');
        // Long stretches first, so that a short one is never hidden by its neighbours.
        foreach (var segment in lane.Segments.OrderByDescending(segment => segment.Length))
        {
            var (from, to) = (Math.Min(Column(segment.From, end), Columns - 1), Column(segment.To, end));
            for (var i = from; i < Math.Max(from + 1, to); i++) cells[i] = SegmentStyle.Of(segment.Kind).Letter;
        }

        return new string(cells);
    }

    private static void AppendChanges(StringBuilder text, Lane lane, int indent, TimeSpan end)
    {
        var restarts = lane.Restarts.ToDictionary(restart => restart.At, restart => restart.Number);
        var changes = lane.Segments.Select(segment => (segment.From, Text: segment.Detail + Until(segment, end) + (restarts.TryGetValue(segment.From, out var number) ? $" (restart {number})" : "")))
            .Concat(lane.Marks.Select(mark => (From: mark.At, Text: mark.Detail))).OrderBy(change => change.From).ToList();
        var width = changes.Count == 0 ? 0 : changes.Max(change => TimeText.Of(change.From).Length);
        var skipped = changes.Count > MaxChanges + 1 ? changes.Count - MaxChanges : 0;
        for (var i = 0; i < changes.Count; i++)
        {
            if (skipped > 0 && i == MaxChanges / 2)
            {
                text.Append('\n').Append(' ', indent).Append($"… {skipped} more changes …");
                i += skipped;
            }

            text.Append('\n').Append((i == 0 ? lane.Label : "").PadRight(indent)).Append(TimeText.Of(changes[i].From).PadLeft(width)).Append("  ").Append(changes[i].Text);
        }
    }

    /// <summary>A fault's end is news; that of other stretches is the next one's beginning.</summary>
    private static string Until(Segment segment, TimeSpan end) =>
        segment.Kind == SegmentKind.Fault && segment.To > segment.From && segment.To < end ? $" until {TimeText.Of(segment.To)}" : "";

    private static string TrueSpans(Lane lane, TimeSpan end) => lane.Segments.Count == 0 ? "never true" : "true from " + string.Join(", ", lane.Segments
        .Select(segment => segment.To == end ? $"{TimeText.Of(segment.From)} on" : $"{TimeText.Of(segment.From)} to {TimeText.Of(segment.To)}"));

    internal static int Column(TimeSpan time, TimeSpan end) => (int)(time.Ticks * (long)Columns / end.Ticks);
}
