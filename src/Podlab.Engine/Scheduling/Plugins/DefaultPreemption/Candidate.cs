using Podlab.Engine.Scheduling.Cache;

namespace Podlab.Engine.Scheduling.Plugins.DefaultPreemption;

/// <summary>A node where preemption would make room.</summary>
/// <param name="Victims">The pods that would have to go, the most important first.</param>
/// <param name="BudgetViolations">How many of them a disruption budget protects.</param>
internal sealed record Candidate(NodeInfo Node, IReadOnlyList<PodInfo> Victims, int BudgetViolations)
{
    private string[]? names;

    /// <summary>The victims as <c>namespace/name</c>.</summary>
    public string[] VictimNames => names ??= [.. Victims.Select(victim => victim.Key)];
}
