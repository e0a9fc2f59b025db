using System.Globalization;
using System.Text;
using Podlab.Display.Timelines;
using Podlab.Engine.Traffic;

namespace Podlab.Display.Traffic;

/// <summary>
/// Draws a run: above, a bar for each second, in the colours of what became of its requests; below, a lane for each endpoint with what it was asked. The longer a run,
/// the more seconds go into one bar.
/// </summary>
internal static class TrafficSvg
{
    private const double Width = 780;
    private const double Left = 176;
    private const double Right = 24;
    private const double Top = 60;
    private const double PlotHeight = 150;
    private const double LaneHeight = 20;
    private const double CharacterWidth = 6.3;
    private const int MostBars = 120;
    private const int MostLanes = 12;

    private const string Style = """
        <style>
        .podlab-traffic{--ground:#fff;--line:#d0d7de;color:#1f2328;font:11px ui-sans-serif,system-ui,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
        @media (prefers-color-scheme:dark){.podlab-traffic{--ground:#161b22;--line:#3d444d;color:#e6edf3}}
        .podlab-traffic text{fill:currentColor}
        .podlab-traffic .quiet{fill-opacity:.72}
        .podlab-traffic .grid{stroke:var(--line);stroke-width:1}
        </style>
        """;

    public static string Draw(TrafficReport report)
    {
        var bars = Bars(report);
        var styles = OutcomeStyle.All.Where(style => style.Count(report.Total) > 0).ToList();
        var lanes = report.Endpoints.Take(MostLanes).ToList();
        var end = TimeSpan.FromSeconds(Math.Max(1, report.Seconds.Count));
        var lanesTop = Top + PlotHeight + 46;
        var legend = lanesTop + lanes.Count * LaneHeight + (report.Endpoints.Count > lanes.Count ? 16 : 0) + 12;
        var height = legend + 26;
        var svg = new StringBuilder();
        svg.Append($"""<svg xmlns="http://www.w3.org/2000/svg" class="podlab-traffic" viewBox="0 0 {N(Width)} {N(height)}" width="{N(Width)}" height="{N(height)}" role="img">""").Append('\n');
        svg.Append($"<title>Requests to {Markup.Escape(report.Plan.Target)}</title>\n<desc>{Markup.Escape(report.ToString())}</desc>\n").Append(Style).Append('\n');
        AppendPatterns(svg, styles);
        svg.Append($"""<rect width="{N(Width)}" height="{N(height)}" rx="8" fill="var(--ground)" stroke="var(--line)"/>""").Append('\n');
        svg.Append($"""<text x="16" y="26" font-size="15" font-weight="600">Requests to {Markup.Escape(Short(report.Plan.Target, 70))}</text>""").Append('\n');
        svg.Append($"""<text x="16" y="43" class="quiet">{Markup.Escape(Subtitle(report))}</text>""").Append('\n');
        AppendPlot(svg, bars, styles, end);
        AppendLanes(svg, report, lanes, lanesTop, end);
        AppendLegend(svg, styles, legend);
        return svg.Append("</svg>").ToString();
    }

    private static string Subtitle(TrafficReport report) => string.Create(CultureInfo.InvariantCulture,
        $"{report.Plan.Rate:0.##} a second from {report.Plan.From ?? "a node"} · {report.Total.Sent} sent, {report.Total.Ok} ok, {report.Failed} failed · time since the first request");

    /// <summary>The seconds, several to a bar where there are many.</summary>
    private static List<(TimeSpan From, TimeSpan To, TrafficSecond Sum)> Bars(TrafficReport report)
    {
        var each = (report.Seconds.Count + MostBars - 1) / MostBars;
        var bars = new List<(TimeSpan, TimeSpan, TrafficSecond)>();
        foreach (var chunk in report.Seconds.Chunk(Math.Max(1, each)))
        {
            var sum = chunk.Aggregate((a, b) => a with
            {
                Sent = a.Sent + b.Sent,
                Ok = a.Ok + b.Ok,
                Errors = a.Errors + b.Errors,
                Refused = a.Refused + b.Refused,
                TimedOut = a.TimedOut + b.TimedOut,
                Reset = a.Reset + b.Reset,
                UnknownName = a.UnknownName + b.UnknownName,
            });
            bars.Add((TimeSpan.FromSeconds(chunk[0].Second), TimeSpan.FromSeconds(chunk[^1].Second + 1), sum));
        }

        return bars;
    }

    private static void AppendPatterns(StringBuilder svg, List<OutcomeStyle> styles)
    {
        svg.Append("<defs>");
        foreach (var style in styles.Where(style => style.Pattern.Length > 0))
            svg.Append($"""<pattern id="podlab-traffic-{style.Id}" width="8" height="8" patternUnits="userSpaceOnUse"><rect width="8" height="8" fill="{style.Fill}"/>{style.Pattern}</pattern>""");
        svg.Append("</defs>\n");
    }

    private static void AppendPlot(StringBuilder svg, List<(TimeSpan From, TimeSpan To, TrafficSecond Sum)> bars, List<OutcomeStyle> styles, TimeSpan end)
    {
        var highest = Math.Max(1, bars.Count == 0 ? 1 : bars.Max(bar => bar.Sum.Sent));
        var seconds = bars.Count == 0 ? 1 : (int)(bars[0].To - bars[0].From).TotalSeconds;
        var step = Step(highest);
        for (var mark = 0; mark <= highest; mark += step)
        {
            var y = Y(mark, highest);
            svg.Append($"""<line class="grid" x1="{N(Left)}" y1="{N(y)}" x2="{N(Width - Right)}" y2="{N(y)}"/><text x="{N(Left - 8)}" y="{N(y + 4)}" text-anchor="end" class="quiet">{mark}</text>""").Append('\n');
        }

        svg.Append($"""<text x="{N(Left - 44)}" y="{N(Top + PlotHeight / 2)}" text-anchor="end">requests</text><text x="{N(Left - 44)}" y="{N(Top + PlotHeight / 2 + 14)}" text-anchor="end" class="quiet">{(seconds == 1 ? "each second" : $"each {seconds} s")}</text>""").Append('\n');
        foreach (var (from, to, sum) in bars)
        {
            var (x, width) = (X(from, end), Math.Max(1, X(to, end) - X(from, end) - (bars.Count > 60 ? 0.5 : 1.5)));
            var below = 0;
            svg.Append($"<g><title>{TimeText.Of(from)}: {Markup.Escape(string.Join(", ", styles.Where(style => style.Count(sum) > 0).Select(style => $"{style.Count(sum)} {style.Word}")))}</title>");
            foreach (var style in styles.Where(style => style.Count(sum) > 0))
            {
                var (bottom, top) = (Y(below, highest), Y(below + style.Count(sum), highest));
                svg.Append($"""<rect x="{N(x)}" y="{N(top)}" width="{N(width)}" height="{N(Math.Max(1.5, bottom - top))}" fill="{Fill(style)}"/>""");
                below += style.Count(sum);
            }

            svg.Append("</g>\n");
        }

        foreach (var tick in TimeAxis.Ticks(end, 9))
            svg.Append($"""<text x="{N(X(tick, end))}" y="{N(Top + PlotHeight + 18)}" text-anchor="middle" class="quiet">{TimeText.Of(tick)}</text>""").Append('\n');
    }

    /// <summary>Each endpoint: a track from its first to its last request, a mark where one failed.</summary>
    private static void AppendLanes(StringBuilder svg, TrafficReport report, List<TrafficEndpoint> lanes, double top, TimeSpan end)
    {
        if (lanes.Count > 0) svg.Append($"""<text x="{N(Left - 12)}" y="{N(top - 6)}" text-anchor="end" font-weight="600">sent to</text>""").Append('\n');
        for (var i = 0; i < lanes.Count; i++)
        {
            var (lane, middle) = (lanes[i], top + i * LaneHeight + LaneHeight / 2);
            svg.Append($"""<text x="{N(Left - 12)}" y="{N(middle + 4)}" text-anchor="end">{Markup.Escape(Short(lane.Endpoint, 26))}</text>""");
            var (from, to) = (X(lane.First, end), Math.Max(X(lane.First, end) + 2, X(lane.Last, end)));
            svg.Append($"""<rect x="{N(from)}" y="{N(middle - 4)}" width="{N(to - from)}" height="8" rx="2" fill="#0072B2"><title>{Markup.Escape(lane.Endpoint)}: {lane.Sent} requests, {lane.Ok} ok, {lane.Failed} failed</title></rect>""");
            foreach (var at in report.Requests.Where(request => request.Endpoint == lane.Endpoint && request.Outcome is not (TrafficOutcome.Ok or TrafficOutcome.Skipped)).Select(request => N(X(request.At, end))).Distinct().Take(400))
                svg.Append($"""<path d="M{at} {N(middle - 7)}v14" stroke="#D55E00" stroke-width="1.6"/>""");
            svg.Append('\n');
        }

        if (report.Endpoints.Count > lanes.Count) svg.Append($"""<text x="{N(Left)}" y="{N(top + lanes.Count * LaneHeight + 12)}" class="quiet">and {report.Endpoints.Count - lanes.Count} more</text>""").Append('\n');
    }

    private static void AppendLegend(StringBuilder svg, List<OutcomeStyle> styles, double y)
    {
        var x = 16.0;
        foreach (var style in styles)
        {
            svg.Append($"""<rect x="{N(x)}" y="{N(y)}" width="18" height="12" rx="2" fill="{Fill(style)}"/><text x="{N(x + 23)}" y="{N(y + 10)}">{style.Word}</text>""").Append('\n');
            x += 23 + style.Word.Length * CharacterWidth + 12;
        }

        if (styles.Any(style => style.Id != "ok")) svg.Append($"""<path d="M{N(x + 4)} {N(y - 1)}v14" stroke="#D55E00" stroke-width="1.6"/><text x="{N(x + 12)}" y="{N(y + 10)}">failed at that endpoint</text>""").Append('\n');
    }

    private static string Fill(OutcomeStyle style) => style.Pattern.Length > 0 ? $"url(#podlab-traffic-{style.Id})" : style.Fill;

    /// <summary>One, two or five times a power of ten: at most five marks.</summary>
    private static int Step(int highest)
    {
        for (var power = 1; ; power *= 10)
        {
            foreach (var factor in new[] { 1, 2, 5 })
            {
                if (highest <= factor * power * 5) return factor * power;
            }
        }
    }

    private static string Short(string text, int limit) => text.Length <= limit ? text : text[..(limit - 1)] + "…";

    private static double X(TimeSpan time, TimeSpan end) => Left + (Width - Left - Right) * Math.Min(1, (double)time.Ticks / end.Ticks);

    private static double Y(int count, int highest) => Top + PlotHeight - PlotHeight * count / highest;

    private static string N(double value) => Math.Round(value, 1).ToString("0.#", CultureInfo.InvariantCulture);
}
