using System.Text;
using Podlab.Display.Timelines;

namespace Podlab.Display.Futures;

/// <summary>Draws two timelines above each other on one axis, with the instant at which they part.</summary>
internal static class FutureSvg
{
    private const double Heading = 26;
    private const double Gap = 14;

    public static string Draw(TwoFutures futures)
    {
        var span = FutureText.Span(futures);
        var panels = FutureText.Both(futures).Select(future => (Future: future, Lanes: FutureText.Shifted(future, futures.From).ToList())).ToList();
        var rows = panels.Sum(panel => Heading + panel.Lanes.Sum(TimelineSvg.RowOf) + (panel.Lanes.Count == 0 ? 20 : 0)) + Gap;
        var lanes = panels.SelectMany(panel => panel.Lanes).ToList();
        var kinds = lanes.Where(lane => !lane.IsSlim).SelectMany(lane => lane.Segments).Select(segment => segment.Kind).Distinct().Order().ToList();
        var height = TimelineSvg.Top + rows + 24 + TimelineSvg.LegendHeight + 12;
        var svg = new StringBuilder();
        TimelineSvg.AppendHead(svg, $"Two futures of Pod {futures.Name}", futures.Text, height, kinds);
        svg.Append($"""<text x="16" y="26" font-size="15" font-weight="600">Pod {Markup.Escape(futures.Name)}: two futures from {TimeText.Of(futures.ForkAt)} on</text>""").Append('\n');
        svg.Append($"""<text x="16" y="43" class="quiet">{Markup.Escape(Subtitle(futures))}</text>""").Append('\n');
        TimelineSvg.AppendAxis(svg, span, TimelineSvg.Top + rows, futures.From);
        var y = TimelineSvg.Top;
        foreach (var (future, own) in panels)
        {
            svg.Append($"""<text x="16" y="{TimelineSvg.N(y + 17)}" font-size="12" font-weight="600">{Markup.Escape(future.Name)}</text>""").Append('\n');
            y += Heading;
            var top = y;
            foreach (var lane in own)
            {
                TimelineSvg.AppendLane(svg, lane, y, span);
                y += TimelineSvg.RowOf(lane);
            }

            if (own.Count == 0)
            {
                svg.Append($"""<text x="{TimelineSvg.N(TimelineSvg.Left)}" y="{TimelineSvg.N(y + 12)}" class="quiet">there is no such Pod</text>""").Append('\n');
                y += 20;
            }

            AppendEnds(svg, future, futures.From, span, top, y);
            y += Gap;
        }

        AppendFork(svg, futures, span, TimelineSvg.Top + rows);
        TimelineSvg.AppendLegend(svg, kinds, lanes, TimelineSvg.Top + rows + 40);
        return svg.Append("</svg>").ToString();
    }

    private static string Subtitle(TwoFutures futures)
    {
        var differences = futures.Differences.Where(difference => difference.What is not ("node" or "created at")).ToList();
        var words = differences.Count == 0 ? "no difference" : string.Join(" · ", differences.TakeLast(2).Select(difference => $"{difference.What} {difference.First} or {difference.Second}"));
        return $"time since the run began · {words}";
    }

    private static void AppendEnds(StringBuilder svg, PodFuture future, TimeSpan from, TimeSpan span, double top, double bottom)
    {
        if (future.History is not { } history) return;
        if (history.DeletionAskedAt is { } asked) Line(asked, "deletion asked for");
        if (history.GoneAt is { } gone && gone != history.DeletionAskedAt) Line(gone, "gone");

        void Line(TimeSpan sinceCreation, string what)
        {
            var x = TimelineSvg.X(future.Start + sinceCreation - from, span);
            var right = x > TimelineSvg.Width - TimelineSvg.Right - 60;
            // Two words at one height must not meet.
            var y = what == "gone" ? top - 12 : top - 2;
            svg.Append($"""<path class="mark" stroke-dasharray="4 3" d="M{TimelineSvg.N(x)} {TimelineSvg.N(top - 6)}V{TimelineSvg.N(bottom)}"/><text x="{TimelineSvg.N(x + (right ? -4 : 4))}" y="{TimelineSvg.N(y)}" text-anchor="{(right ? "end" : "start")}" font-size="10">{what}</text>""").Append('\n');
        }
    }

    /// <summary>The line that both share, and a veil over the past they have in common.</summary>
    private static void AppendFork(StringBuilder svg, TwoFutures futures, TimeSpan span, double bottom)
    {
        var at = futures.ForkAt - futures.From;
        if (at < TimeSpan.Zero || at > span) return;
        var x = TimelineSvg.X(at, span);
        if (x > TimelineSvg.Left) svg.Append($"""<rect x="{TimelineSvg.N(TimelineSvg.Left)}" y="{TimelineSvg.N(TimelineSvg.Top)}" width="{TimelineSvg.N(x - TimelineSvg.Left)}" height="{TimelineSvg.N(bottom - TimelineSvg.Top)}" fill="var(--ground)" fill-opacity=".35"><title>the past that both share</title></rect>""");
        svg.Append($"""<path d="M{TimelineSvg.N(x)} {TimelineSvg.N(TimelineSvg.Top - 6)}V{TimelineSvg.N(bottom + 4)}" stroke="#CC79A7" stroke-width="2.5" fill="none"/>""");
        svg.Append($"""<text x="{TimelineSvg.N(x)}" y="{TimelineSvg.N(TimelineSvg.Top + 3)}" text-anchor="middle" font-size="10" font-weight="600"><tspan style="paint-order:stroke" stroke="var(--ground)" stroke-width="4">fork at {TimeText.Of(futures.ForkAt)}</tspan></text>""").Append('\n');
    }
}
