using Podlab.Engine.Causes;

namespace Podlab.Display.Causes;

/// <summary>How a kind of cause looks: a word, and one of Okabe and Ito's colours, which people with any colour vision tell apart.</summary>
/// <param name="Word">On its label; it says all that the colour says.</param>
/// <param name="Fill">The label's colour.</param>
/// <param name="Ink">The word's colour on it.</param>
internal sealed record CauseStyle(string Word, string Fill, string Ink)
{
    public static CauseStyle Of(CauseKind kind) => kind switch
    {
        CauseKind.Symptom => new("symptom", "#666", "#fff"),
        CauseKind.Healthy => new("well", "#009E73", "#000"),
        CauseKind.Scheduling => new("scheduling", "#0072B2", "#fff"),
        CauseKind.Image => new("image", "#CC79A7", "#000"),
        CauseKind.Config => new("config", "#CC79A7", "#000"),
        CauseKind.Volume => new("volume", "#CC79A7", "#000"),
        CauseKind.Crash => new("crash", "#D55E00", "#000"),
        CauseKind.Probe => new("probe", "#E69F00", "#000"),
        CauseKind.BackOff => new("back-off", "#F0E442", "#000"),
        CauseKind.Endpoints => new("endpoints", "#56B4E9", "#000"),
        CauseKind.Quota => new("quota", "#0072B2", "#fff"),
        CauseKind.Admission => new("refused", "#0072B2", "#fff"),
        CauseKind.Node => new("node", "#D55E00", "#000"),
        CauseKind.Deletion => new("deletion", "#666", "#fff"),
        _ => new("waiting", "#F0E442", "#000"),
    };
}
