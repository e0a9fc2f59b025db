using Podlab.Engine.Scheduling.Cache;
using Podlab.Engine.Scheduling.Framework;
using Podlab.Engine.Scheduling.Queue;

namespace Podlab.Engine.Scheduling.Plugins.InterPodAffinity;

/// <summary>Pods that want to be near or far from other pods, required and preferred, asked in both directions.</summary>
/// <remarks>Follows pkg/scheduler/framework/plugins/interpodaffinity (v1.36.3).</remarks>
internal sealed class InterPodAffinityPlugin(ClusterCache cache) : IPreFilterExtensions, IFilterPlugin, IPreScorePlugin, IScorePlugin, IEventHints
{
    private static readonly PluginStatus NoAffinity = PluginStatus.Unresolvable(PluginNames.InterPodAffinity, "node(s) didn't match pod affinity rules");
    private static readonly PluginStatus AntiAffinity = PluginStatus.Unschedulable(PluginNames.InterPodAffinity, "node(s) didn't match pod anti-affinity rules");
    private static readonly PluginStatus ExistingAntiAffinity = PluginStatus.Unschedulable(PluginNames.InterPodAffinity, "node(s) didn't satisfy existing pods anti-affinity rules");
    private static readonly PluginStatus Nothing = PluginStatus.Skip(PluginNames.InterPodAffinity);

    public string Name => PluginNames.InterPodAffinity;

    public bool Normalizes => true;

    public IReadOnlyList<EventHint> Hints { get; } =
    [
        new(EventResource.AssignedPod, EventAction.Add | EventAction.Delete | EventAction.UpdatePodLabel, AffinityHints.PodChanged),
        new(EventResource.Node, EventAction.Add | EventAction.UpdateNodeLabel, AffinityHints.NodeChanged),
    ];

    public PreFilterAnswer PreFilter(CycleState state, PodInfo pod, ClusterCache cache)
    {
        if (pod.RequiredAffinity.Length == 0 && pod.RequiredAntiAffinity.Length == 0 && cache.AntiAffinity.Terms.Count == 0) return new PreFilterAnswer(Nothing);
        var counts = new AffinityCounts(pod, cache);
        if (counts.IsEmpty) return new PreFilterAnswer(Nothing);
        state.Write(StateSlot.InterPodFilter, counts);
        return PreFilterAnswer.AllNodes;
    }

    public void AddPod(CycleState state, PodInfo pod, PodInfo added, NodeInfo node) => state.Read<AffinityCounts>(StateSlot.InterPodFilter).Update(added, node, 1);

    public void RemovePod(CycleState state, PodInfo pod, PodInfo removed, NodeInfo node) => state.Read<AffinityCounts>(StateSlot.InterPodFilter).Update(removed, node, -1);

    public PluginStatus? Filter(CycleState state, PodInfo pod, NodeInfo node)
    {
        var counts = state.Read<AffinityCounts>(StateSlot.InterPodFilter);
        if (!counts.SatisfiesAffinity(node)) return NoAffinity;
        if (!counts.SatisfiesAntiAffinity(node)) return AntiAffinity;
        return counts.SatisfiesExistingAntiAffinity(node) ? null : ExistingAntiAffinity;
    }

    public PluginStatus? PreScore(CycleState state, PodInfo pod, ReadOnlySpan<NodeInfo> nodes)
    {
        var wishes = AffinityWishes.Of(pod, cache);
        if (wishes.IsEmpty) return Nothing;
        state.Write(StateSlot.InterPodScore, wishes);
        return null;
    }

    public void Score(CycleState state, PodInfo pod, ReadOnlySpan<NodeInfo> nodes, Span<long> scores)
    {
        var wishes = state.Read<AffinityWishes>(StateSlot.InterPodScore);
        for (var i = 0; i < nodes.Length; i++) scores[i] = wishes.At(nodes[i]);
    }

    /// <summary>The span between lowest and highest becomes 0 … 100; where all are equal nobody gets anything.</summary>
    public void Normalize(CycleState state, PodInfo pod, ReadOnlySpan<NodeInfo> nodes, Span<long> scores)
    {
        long least = long.MaxValue, most = long.MinValue;
        foreach (var score in scores)
        {
            least = Math.Min(least, score);
            most = Math.Max(most, score);
        }

        foreach (ref var score in scores)
            score = most == least ? 0 : (long)(NodeScores.Max * ((double)(score - least) / (most - least)));
    }
}
