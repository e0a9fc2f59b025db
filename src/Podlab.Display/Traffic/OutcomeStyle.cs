using Podlab.Engine.Traffic;

namespace Podlab.Display.Traffic;

/// <summary>How a kind of outcome looks: Okabe and Ito's colours, and a pattern and a word that say the same once more.</summary>
/// <param name="Count">How many requests of a second ended so.</param>
internal sealed record OutcomeStyle(string Id, string Word, string Fill, string Pattern, Func<TrafficSecond, int> Count)
{
    /// <summary>From the bottom of a bar to its top.</summary>
    public static IReadOnlyList<OutcomeStyle> All { get; } =
    [
        new("ok", "ok", "#0072B2", "", second => second.Ok),
        new("error", "HTTP status 400 or more", "#E69F00", """<path d="M-2 10L10-2M-2 2L2-2M6 10l4-4" stroke="#fff" stroke-opacity=".55" stroke-width="2"/>""", second => second.Errors),
        new("refused", "refused", "#D55E00", """<path d="M0 0l8 8M8 0L0 8" stroke="#000" stroke-opacity=".35" stroke-width="1.2"/>""", second => second.Refused),
        new("timed-out", "timed out", "#CC79A7", """<circle cx="2" cy="2" r="1.1" fill="#000" fill-opacity=".5"/><circle cx="6" cy="6" r="1.1" fill="#000" fill-opacity=".5"/>""", second => second.TimedOut),
        new("reset", "broken off", "#56B4E9", """<path d="M0 2h8M0 6h8" stroke="#000" stroke-opacity=".4" stroke-width="1.2"/>""", second => second.Reset),
        new("no-name", "name unknown", "#F0E442", """<path d="M4 0v8" stroke="#000" stroke-opacity=".4" stroke-width="1.5"/>""", second => second.UnknownName),
    ];
}
