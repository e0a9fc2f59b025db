using System.Text;
using Podlab.Display.Timelines;

namespace Podlab.Display.Futures;

/// <summary>Two futures for a terminal and for a screen reader: bars of letters on one axis, then the differences in words.</summary>
internal static class FutureText
{
    public static string Draw(TwoFutures futures)
    {
        var text = new StringBuilder($"Pod {futures.Name} in two futures that part at {TimeText.Of(futures.ForkAt)}\n");
        var span = Span(futures);
        var indent = Both(futures).SelectMany(future => future.Lanes).Select(lane => lane.Label.Length).DefaultIfEmpty(0).Max() + 2;
        foreach (var future in Both(futures))
        {
            text.Append('\n').Append(future.Name).Append(future.History is null ? ": there is no such Pod\n" : "\n");
            if (future.History is null) continue;
            text.Append(TimelineText.Axis(span, indent, futures.From));
            if (futures.ForkAt >= futures.From && futures.ForkAt <= futures.To) text.Append("fork".PadRight(indent + TimelineText.Column(futures.ForkAt - futures.From, span))).Append("v\n");
            foreach (var lane in Shifted(future, futures.From)) text.Append((lane.Label.PadRight(indent) + TimelineText.Bar(lane, span)).TrimEnd()).Append('\n');
        }

        var kinds = Both(futures).SelectMany(future => future.Lanes).SelectMany(lane => lane.Segments).Select(segment => segment.Kind).Distinct().Order();
        text.Append(' ', indent).Append(string.Join("   ", kinds.Select(kind => $"{SegmentStyle.Of(kind).Letter} {SegmentStyle.Of(kind).Word}"))).Append("\n\n");
        var differences = futures.Differences;
        text.Append(differences.Count == 0 ? "No difference." : futures.Table.ToString());
        return text.ToString().TrimEnd('\n');
    }

    public static IEnumerable<PodFuture> Both(TwoFutures futures) => [futures.First, futures.Second];

    public static TimeSpan Span(TwoFutures futures) => futures.To - futures.From is { Ticks: > 0 } span ? span : TimeSpan.FromSeconds(1);

    /// <summary>A future's lanes on the common axis.</summary>
    public static IEnumerable<Lane> Shifted(PodFuture future, TimeSpan from)
    {
        var by = future.Start - from;
        return future.Lanes.Select(lane => lane with
        {
            Segments = [.. lane.Segments.Select(segment => segment with { From = segment.From + by, To = segment.To + by })],
            Restarts = [.. lane.Restarts.Select(restart => (restart.At + by, restart.Number))],
            Marks = [.. lane.Marks.Select(mark => (mark.At + by, mark.Detail))],
        });
    }
}
