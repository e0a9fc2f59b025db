using Podlab.Engine.Scheduling.Cache;

namespace Podlab.Engine.Scheduling.Plugins.DefaultPreemption;

/// <summary>A node where preemption would make room.</summary>
/// <param name="victims">The pods that would have to go, the most important first; at least one.</param>
/// <param name="budgetViolations">How many of them a disruption budget protects.</param>
internal sealed class Candidate(NodeInfo node, IReadOnlyList<PodInfo> victims, int budgetViolations)
{
    private string[]? names;

    public NodeInfo Node { get; } = node;

    public IReadOnlyList<PodInfo> Victims { get; } = victims;

    public CandidatePrice Price { get; } = CandidatePrice.Of(victims, budgetViolations);

    /// <summary>The victims as <c>namespace/name</c>.</summary>
    public string[] VictimNames => names ??= [.. Victims.Select(victim => victim.Key)];
}
