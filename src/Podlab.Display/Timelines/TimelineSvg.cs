using System.Globalization;
using System.Text;
using Podlab.Display.Histories;

namespace Podlab.Display.Timelines;

/// <summary>
/// Draws the timeline. It brings its own ground and ink for light and for dark surroundings, so it reads well wherever it is put; every number is
/// rounded to a tenth, so that it is the same on every machine.
/// </summary>
internal static class TimelineSvg
{
    internal const double Width = 780;
    internal const double Left = 176;
    internal const double Right = 24;
    internal const double Top = 56;
    private const double RowHeight = 34;
    private const double BarHeight = 22;
    private const double SlimRowHeight = 17;
    private const double SlimBarHeight = 7;
    private const double ConditionsHeading = 22;
    internal const double LegendHeight = 30;
    private const double CharacterWidth = 6.3;
    private const double MinBarWidth = 2.5;
    private const int MaxTitledSegments = 400;

    private const string Style = """
        <style>
        .podlab-timeline{--ground:#fff;--line:#d0d7de;color:#1f2328;font:11px ui-sans-serif,system-ui,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
        @media (prefers-color-scheme:dark){.podlab-timeline{--ground:#161b22;--line:#3d444d;color:#e6edf3}}
        .podlab-timeline text{fill:currentColor}
        .podlab-timeline .quiet{fill-opacity:.72}
        .podlab-timeline .grid{stroke:var(--line);stroke-width:1}
        .podlab-timeline .track{stroke:currentColor;stroke-opacity:.25;stroke-dasharray:1 3}
        .podlab-timeline .mark{stroke:currentColor;stroke-width:1.4;fill:none}
        </style>
        """;

    public static string Draw(PodHistory history, IReadOnlyList<Lane> lanes)
    {
        var end = history.End > TimeSpan.Zero ? history.End : TimeSpan.FromSeconds(1);
        var rows = lanes.Sum(RowOf) + (lanes.Any(lane => lane.IsSlim) ? ConditionsHeading : 0);
        var height = Top + rows + 24 + LegendHeight + 12;
        var kinds = lanes.Where(lane => !lane.IsSlim).SelectMany(lane => lane.Segments).Select(segment => segment.Kind).Distinct().Order().ToList();
        var svg = new StringBuilder();
        AppendHead(svg, $"Timeline of Pod {history.Name}", TimelineText.Draw(history, lanes), height, kinds);
        svg.Append($"""<text x="16" y="26" font-size="15" font-weight="600">Pod {Markup.Escape(history.Name)}</text>""").Append('\n');
        svg.Append($"""<text x="16" y="43" class="quiet">{Markup.Escape(Subtitle(history))}</text>""").Append('\n');
        AppendAxis(svg, end, Top + rows, TimeSpan.Zero);
        var y = Top;
        var slim = false;
        foreach (var lane in lanes)
        {
            if (lane.IsSlim && !slim)
            {
                y += ConditionsHeading;
                svg.Append($"""<text x="{N(Left - 12)}" y="{N(y - 3)}" text-anchor="end" font-weight="600">conditions</text>""").Append('\n');
            }

            slim = lane.IsSlim;
            AppendLane(svg, lane, y, end);
            y += RowOf(lane);
        }

        AppendEnd(svg, history, end, y);
        AppendLegend(svg, kinds, lanes, y + 40);
        return svg.Append("</svg>").ToString();
    }

    /// <summary>What every picture of lanes begins with: its words for who cannot see it, its colours for light and dark, its ground.</summary>
    internal static void AppendHead(StringBuilder svg, string title, string text, double height, List<SegmentKind> kinds)
    {
        svg.Append($"""<svg xmlns="http://www.w3.org/2000/svg" class="podlab-timeline" viewBox="0 0 {N(Width)} {N(height)}" width="{N(Width)}" height="{N(height)}" role="img">""").Append('\n');
        svg.Append($"<title>{Markup.Escape(title)}</title>\n");
        svg.Append($"<desc>{Markup.Escape(text)}</desc>\n");
        svg.Append(Style).Append('\n');
        AppendPatterns(svg, kinds);
        svg.Append($"""<rect width="{N(Width)}" height="{N(height)}" rx="8" fill="var(--ground)" stroke="var(--line)"/>""").Append('\n');
    }

    internal static double RowOf(Lane lane) => lane.IsSlim ? SlimRowHeight : RowHeight;

    private static string Subtitle(PodHistory history)
    {
        var start = history.Start.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
        return $"namespace {history.Namespace} · time since the Pod was created, {start} UTC";
    }

    private static void AppendPatterns(StringBuilder svg, List<SegmentKind> kinds)
    {
        svg.Append("<defs>");
        foreach (var style in kinds.Select(kind => (Kind: kind, Style: SegmentStyle.Of(kind))).Where(entry => entry.Style.Pattern.Length > 0))
        {
            svg.Append($"""<pattern id="{Id(style.Kind)}" width="8" height="8" patternUnits="userSpaceOnUse">""");
            if (style.Style.Fill != "none") svg.Append($"""<rect width="8" height="8" fill="{style.Style.Fill}"/>""");
            svg.Append(style.Style.Pattern).Append("</pattern>");
        }

        svg.Append("</defs>\n");
    }

    /// <param name="from">The time at the axis' beginning.</param>
    internal static void AppendAxis(StringBuilder svg, TimeSpan end, double bottom, TimeSpan from)
    {
        foreach (var tick in TimeAxis.Ticks(from, end, 9))
        {
            var x = X(tick - from, end);
            svg.Append($"""<line class="grid" x1="{N(x)}" y1="{N(Top - 4)}" x2="{N(x)}" y2="{N(bottom + 4)}"/>""");
            svg.Append($"""<text x="{N(x)}" y="{N(bottom + 18)}" text-anchor="middle" class="quiet">{TimeText.Of(tick)}</text>""").Append('\n');
        }
    }

    internal static void AppendLane(StringBuilder svg, Lane lane, double y, TimeSpan end)
    {
        var middle = y + RowOf(lane) / 2;
        var limit = lane.IsSlim ? 26 : 22;
        var label = lane.Label.Length <= limit ? lane.Label : lane.Label[..(limit - 1)] + "…";
        svg.Append($"""<text x="{N(Left - 12)}" y="{N(middle + 4)}" text-anchor="end"{(lane.IsSlim ? " class=\"quiet\" font-size=\"10\"" : " font-weight=\"600\"")}>{Markup.Escape(label)}</text>""").Append('\n');
        if (lane.IsSlim) svg.Append($"""<line class="track" x1="{N(Left)}" y1="{N(middle)}" x2="{N(Width - Right)}" y2="{N(middle)}"/>""").Append('\n');
        // Long stretches first, so that a short one is never hidden by its neighbours.
        var inOrder = lane.Segments.OrderByDescending(segment => segment.Length).ToList();
        foreach (var segment in inOrder) AppendSegment(svg, segment, lane.IsSlim, middle, end, titled: lane.Segments.Count <= MaxTitledSegments);
        AppendRestarts(svg, lane, y, end);
        foreach (var (at, detail) in lane.Marks)
        {
            var x = X(at, end);
            var top = middle + BarHeight / 2 - 1;
            svg.Append($"""<g><title>{TimeText.Of(at)}: {Markup.Escape(detail)}</title><path class="mark" d="M{N(x - 3)} {N(top)}l6 6m0-6l-6 6"/></g>""").Append('\n');
        }
    }

    private static void AppendSegment(StringBuilder svg, Segment segment, bool isSlim, double middle, TimeSpan end, bool titled)
    {
        var style = SegmentStyle.Of(segment.Kind);
        var (x, right) = (X(segment.From, end), X(segment.To, end));
        var width = Math.Max(MinBarWidth, right - x);
        var barHeight = isSlim ? SlimBarHeight : BarHeight;
        var fill = style.Pattern.Length > 0 ? $"url(#{Id(segment.Kind)})" : style.Fill;
        var stroke = segment.Kind == SegmentKind.Waiting ? " stroke=\"currentColor\" stroke-opacity=\".5\"" : " stroke=\"var(--ground)\" stroke-width=\".6\"";
        svg.Append($"""<g><rect x="{N(x)}" y="{N(middle - barHeight / 2)}" width="{N(width)}" height="{N(barHeight)}" rx="{(width > 6 ? "2" : "0")}" fill="{fill}"{stroke}>""");
        if (titled) svg.Append($"<title>{Markup.Escape(segment.Detail)}: {TimeText.Of(segment.From)} to {TimeText.Of(segment.To)}</title>");
        svg.Append("</rect>");
        if (!isSlim && Fitting(segment, width) is { } label)
        {
            var textWidth = label.Length * CharacterWidth + 8;
            var plain = style.Pattern.Length == 0;
            // On a pattern a label needs a plain patch under it.
            if (!plain)
                svg.Append($"""<rect x="{N(x + width / 2 - textWidth / 2)}" y="{N(middle - 7.5)}" width="{N(textWidth)}" height="15" rx="3" fill="{(style.Fill == "none" ? "var(--ground)" : style.Fill)}"/>""");
            svg.Append($"""<text x="{N(x + width / 2)}" y="{N(middle + 4)}" text-anchor="middle" style="fill:{style.Ink}">{Markup.Escape(label)}</text>""");
        }

        svg.Append("</g>\n");
    }

    private static string? Fitting(Segment segment, double width) =>
        segment.Label.Length > 0 && segment.Label.Length * CharacterWidth + 10 <= width ? segment.Label : null;

    private static void AppendRestarts(StringBuilder svg, Lane lane, double y, TimeSpan end)
    {
        var free = double.MinValue;
        foreach (var (at, number) in lane.Restarts)
        {
            var x = X(at, end);
            svg.Append($"""<path d="M{N(x - 3.5)} {N(y + 1)}h7l-3.5 5z" fill="currentColor"><title>restart {number} at {TimeText.Of(at)}</title></path>""");
            var text = $"{number}";
            if (x > free)
            {
                svg.Append($"""<text x="{N(x + 5)}" y="{N(y + 6)}" font-size="9">{text}</text>""");
                free = x + 10 + text.Length * 5.5;
            }

            svg.Append('\n');
        }
    }

    private static void AppendEnd(StringBuilder svg, PodHistory history, TimeSpan end, double bottom)
    {
        var asked = history.DeletionAskedAt;
        if (asked is { } at) Line(at, "deletion asked for");
        if (history.GoneAt is { } gone && gone != asked) Line(gone, "gone");

        void Line(TimeSpan time, string what)
        {
            var x = X(time, end);
            var anchor = x > Width - Right - 60 ? "end" : "start";
            var offset = anchor == "end" ? -4 : 4;
            svg.Append($"""<path class="mark" stroke-dasharray="4 3" d="M{N(x)} {N(Top - 12)}V{N(bottom)}"/><text x="{N(x + offset)}" y="{N(what == "gone" ? Top - 16 : Top - 5)}" text-anchor="{anchor}" font-size="10">{what}</text>""").Append('\n');
        }
    }

    internal static void AppendLegend(StringBuilder svg, List<SegmentKind> kinds, IReadOnlyList<Lane> lanes, double y)
    {
        var x = 16.0;
        foreach (var kind in kinds)
        {
            var style = SegmentStyle.Of(kind);
            var fill = style.Pattern.Length > 0 ? $"url(#{Id(kind)})" : style.Fill;
            svg.Append($"""<rect x="{N(x)}" y="{N(y)}" width="18" height="12" rx="2" fill="{fill}"{(kind == SegmentKind.Waiting ? " stroke=\"currentColor\" stroke-opacity=\".5\"" : "")}/>""");
            x = Word(style.Word, x + 23);
        }

        if (lanes.Any(lane => lane.Restarts.Count > 0))
        {
            svg.Append($"""<path d="M{N(x)} {N(y + 3)}h7l-3.5 5z" fill="currentColor"/>""");
            x = Word("restart", x + 12);
        }

        if (lanes.Any(lane => lane.Marks.Count > 0))
        {
            svg.Append($"""<path class="mark" d="M{N(x)} {N(y + 3)}l6 6m0-6l-6 6"/>""");
            x = Word("probe failed", x + 11);
        }
        if (lanes.Any(lane => lane.IsSlim))
        {
            svg.Append($"""<rect x="{N(x)}" y="{N(y + 3)}" width="18" height="{N(SlimBarHeight)}" rx="2" fill="{SegmentStyle.Of(SegmentKind.Ready).Fill}"/>""");
            Word("condition true", x + 23);
        }

        double Word(string word, double at)
        {
            svg.Append($"""<text x="{N(at)}" y="{N(y + 10)}">{word}</text>""").Append('\n');
            return at + word.Length * CharacterWidth * 0.9 + 14;
        }
    }

    internal static double X(TimeSpan time, TimeSpan end) => Left + (Width - Left - Right) * ((double)time.Ticks / end.Ticks);

    private static string Id(SegmentKind kind) => "podlab-" + kind.ToString().ToLowerInvariant();

    internal static string N(double value) => Math.Round(value, 1).ToString("0.#", CultureInfo.InvariantCulture);
}
