namespace Podlab.Display.Timelines;

/// <summary>
/// How a kind of stretch looks. Colours are Okabe and Ito's, which people with any colour vision tell apart; the pattern and the word say the
/// same once more.
/// </summary>
/// <param name="Letter">In the text twin.</param>
/// <param name="Word">In the legend.</param>
/// <param name="Fill">The colour; none for what is only outlined.</param>
/// <param name="Ink">The colour of a label on it.</param>
/// <param name="Pattern">SVG drawn over the colour, on a tile of 8 by 8; empty: plain.</param>
internal sealed record SegmentStyle(char Letter, string Word, string Fill, string Ink, string Pattern)
{
    public static SegmentStyle Of(SegmentKind kind) => kind switch
    {
        SegmentKind.Waiting => new('.', "waiting", "none", "currentColor", """<circle cx="2" cy="2" r=".9" fill="currentColor" fill-opacity=".45"/><circle cx="6" cy="6" r=".9" fill="currentColor" fill-opacity=".45"/>"""),
        SegmentKind.NotReady => new('-', "running, not ready", "#56B4E9", "#000", """<path d="M0 2h8M0 6h8" stroke="#0072B2" stroke-width="1.2"/>"""),
        SegmentKind.Ready => new('#', "running", "#0072B2", "#fff", ""),
        SegmentKind.BackOff => new('/', "waits to be tried again", "#E69F00", "#000", """<path d="M-2 10L10-2M-2 2L2-2M6 10l4-4" stroke="#fff" stroke-opacity=".55" stroke-width="2"/>"""),
        SegmentKind.Completed => new('+', "completed", "#009E73", "#fff", """<path d="M4 0v8" stroke="#fff" stroke-opacity=".4" stroke-width="1.5"/>"""),
        SegmentKind.Fault => new('!', "fault, on purpose", "#CC79A7", "#000", "<path d=\"M0 8L8 0\" stroke=\"#000\" stroke-opacity=\".3\" stroke-width=\"1.4\"/>"),
        _ => new('x', "failed", "#D55E00", "#fff", """<path d="M0 0l8 8M8 0L0 8" stroke="#000" stroke-opacity=".35" stroke-width="1.2"/>"""),
    };
}
