using Podlab.Engine.Scheduling.Cache;
using Podlab.Engine.Scheduling.Framework;

namespace Podlab.Engine.Scheduling.Plugins.DefaultPreemption;

/// <summary>Tries on copies which pods of a node would have to go.</summary>
internal sealed class DryRun(PluginSet plugins, DisruptionBudgets budgets)
{
    private static readonly PluginStatus NoVictims = PluginStatus.Unresolvable(PluginNames.DefaultPreemption, "No preemption victims found for incoming pod");

    private readonly List<PodInfo> potential = [];
    private NodeInfo? scratch;

    /// <summary>Takes away every pod of lower priority; if the pod then fits, brings back as many as possible, protected and important ones first.</summary>
    public Candidate? Run(CycleState before, PodInfo pod, NodeInfo original, out PluginStatus? refusal)
    {
        refusal = NoVictims;
        potential.Clear();
        foreach (var other in original.Pods)
        {
            if (other.Priority < pod.Priority) potential.Add(other);
        }

        if (potential.Count == 0) return null;
        var state = before.Clone();
        if (scratch is null) scratch = original.Clone();
        else scratch.CopyFrom(original);
        var node = scratch;
        foreach (var other in potential) Remove(state, pod, other, node);
        refusal = plugins.RunFiltersWithNominated(state, pod, node);
        if (refusal is not null) return null;
        Importance.Sort(potential);
        var (violating, others) = budgets.Part(potential);
        var victims = new List<PodInfo>();
        foreach (var other in violating) Spare(state, pod, other, node, victims);
        var violations = victims.Count;
        foreach (var other in others) Spare(state, pod, other, node, victims);
        Importance.Sort(victims);
        if (victims.Count > 0) return new Candidate(original, victims, violations);
        refusal = PluginStatus.Error(PluginNames.DefaultPreemption, $"expected at least one victim pod on node \"{node.Name}\"");
        return null;
    }

    private void Spare(CycleState state, PodInfo pod, PodInfo other, NodeInfo node, List<PodInfo> victims)
    {
        node.Add(other);
        plugins.RunAddPod(state, pod, other, node);
        if (plugins.RunFiltersWithNominated(state, pod, node) is null) return;
        Remove(state, pod, other, node);
        victims.Add(other);
    }

    private void Remove(CycleState state, PodInfo pod, PodInfo other, NodeInfo node)
    {
        node.Remove(other);
        plugins.RunRemovePod(state, pod, other, node);
    }
}
