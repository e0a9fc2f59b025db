using System.Globalization;
using System.Text;
using Podlab.Engine.Causes;

namespace Podlab.Display.Causes;

/// <summary>Draws the chain from the symptom at the top to the lines of the spec. It brings its own ground and ink for light and for dark surroundings.</summary>
internal sealed class CauseSvg
{
    private const double Width = 780;
    private const double Margin = 18;
    private const double Step = 26;
    private const double LineHeight = 16;
    private const double StatementWidth = 7;
    private const double MonoWidth = 6.35;
    private const double Gap = 12;

    private const string Style = """
        <style>
        .podlab-causes{--ground:#fff;--line:#d0d7de;--code:#f6f8fa;color:#1f2328;font:12px ui-sans-serif,system-ui,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
        @media (prefers-color-scheme:dark){.podlab-causes{--ground:#161b22;--line:#3d444d;--code:#0d1117;color:#e6edf3}}
        .podlab-causes text{fill:currentColor;white-space:pre}
        .podlab-causes .quiet{fill-opacity:.78}
        .podlab-causes .mono{font:10.5px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}
        .podlab-causes .link{stroke:currentColor;stroke-opacity:.45;stroke-width:1.5;fill:none}
        </style>
        """;

    private readonly StringBuilder body = new();
    private double y = Margin;

    private CauseSvg()
    {
    }

    public static string Draw(Cause symptom)
    {
        var drawing = new CauseSvg();
        drawing.Append(symptom, 0);
        var height = N(drawing.y - Gap + Margin);
        return $"""
            <svg xmlns="http://www.w3.org/2000/svg" class="podlab-causes" viewBox="0 0 {N(Width)} {height}" width="{N(Width)}" height="{height}" role="img">
            <title>Why: {Markup.Escape(symptom.Statement)}</title>
            <desc>{Markup.Escape(CauseText.Draw(symptom))}</desc>
            {Style}
            <rect width="{N(Width)}" height="{height}" rx="8" fill="var(--ground)" stroke="var(--line)"/>
            {drawing.body}</svg>
            """;
    }

    /// <returns>Where a link from above ends: the middle of the cause's first line.</returns>
    private double Append(Cause cause, int depth)
    {
        var left = Margin + depth * Step;
        var middle = y + LineHeight / 2;
        var style = CauseStyle.Of(cause.Kind);
        var chip = style.Word.Length * 7.1 + 14;
        body.Append($"""<rect x="{N(left)}" y="{N(y - 1)}" width="{N(chip)}" height="18" rx="9" fill="{style.Fill}"/><text x="{N(left + chip / 2)}" y="{N(y + 12)}" text-anchor="middle" font-size="11" font-weight="600" style="fill:{style.Ink}">{style.Word}</text>""").Append('\n');
        foreach (var line in Wrapped(cause.Statement, Room(left + chip + 8, StatementWidth))) Line(line, left + chip + 8, depth == 0 ? "font-size=\"14\" font-weight=\"600\"" : "font-weight=\"600\"");
        foreach (var line in cause.Evidence.SelectMany(evidence => evidence.Split('\n')).SelectMany(text => Wrapped(text, Room(left + Step, MonoWidth)))) Line(line, left + Step, "class=\"mono quiet\"");
        if (cause.Line is { } spec) Append(spec, left + Step);
        y += Gap;
        var (trunk, end) = (left + 9, middle);
        foreach (var child in cause.Because)
        {
            end = Append(child, depth + 1);
            body.Append($"""<path class="link" d="M{N(trunk)} {N(end)}H{N(left + Step - 2)}"/>""").Append('\n');
        }

        if (cause.Because.Count > 0) body.Append($"""<path class="link" d="M{N(trunk)} {N(middle + 11)}V{N(end)}"/>""").Append('\n');
        return middle;
    }

    private void Append(SpecLine spec, double left)
    {
        var lines = spec.Text is { } text ? text.Split('\n').Select(line => Cut(line, Room(left + 10, MonoWidth))).ToList() : ["(nothing is there)"];
        y += 3;
        body.Append($"""<rect x="{N(left - 4)}" y="{N(y)}" width="{N(Width - Margin - left + 4)}" height="{N((lines.Count + 1) * LineHeight + 6)}" rx="4" fill="var(--code)" stroke="var(--line)"/>""").Append('\n');
        y += 3;
        Line(Cut($"{spec.Object} · {spec.Path}{(spec.Place is null ? "" : " · " + spec.Place)}", Room(left + 4, MonoWidth)), left + 4, "class=\"mono quiet\"");
        foreach (var line in lines) Line(line, left + 10, "class=\"mono\" font-weight=\"600\"");
        y += 3;
    }

    private void Line(string text, double left, string attributes)
    {
        body.Append($"""<text x="{N(left)}" y="{N(y + 12)}" {attributes} xml:space="preserve">{Markup.Escape(text)}</text>""").Append('\n');
        y += LineHeight;
    }

    private static int Room(double left, double character) => Math.Max(20, (int)((Width - Margin - left) / character));

    private static string Cut(string line, int room) => line.Length <= room ? line : line[..(room - 1)] + "…";

    private static IEnumerable<string> Wrapped(string text, int room)
    {
        while (text.Length > room)
        {
            var space = text.LastIndexOf(' ', room);
            var end = space > room / 2 ? space : room;
            yield return text[..end];
            text = text[end..].TrimStart();
        }

        yield return text;
    }

    private static string N(double value) => Math.Round(value, 1).ToString("0.#", CultureInfo.InvariantCulture);
}
