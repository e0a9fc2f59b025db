namespace Podlab.Engine.Causes;

/// <summary>One link of the chain from a symptom to the line of a spec: what holds, what shows it, and what it comes from.</summary>
/// <param name="Statement">A sentence without its full stop.</param>
public sealed record Cause(CauseKind Kind, string Statement)
{
    /// <summary>Words of the cluster itself that show it: events, conditions, the last lines of a log.</summary>
    public IReadOnlyList<string> Evidence { get; init; } = [];

    /// <summary>Where a person would change it; null: in no manifest.</summary>
    public SpecLine? Line { get; init; }

    /// <summary>What it comes from; several when each of them has to be mended.</summary>
    public IReadOnlyList<Cause> Because { get; init; } = [];

    /// <summary>The same chain with the places of its lines in their files, as far as they are known.</summary>
    public Cause Located(Func<SpecLine, string?> place) => this with
    {
        Line = Line is { } line ? line with { Place = place(line) } : null,
        Because = [.. Because.Select(cause => cause.Located(place))],
    };

    /// <summary>The ends of the chain: what nothing else explains.</summary>
    public IEnumerable<Cause> Roots() => Because.Count == 0 ? [this] : Because.SelectMany(cause => cause.Roots());
}
