using Podlab.Engine.Apiserver;
using Podlab.Engine.Scheduling.Cache;
using Podlab.Engine.Scheduling.Framework;
using Podlab.Engine.Scheduling.Queue;

namespace Podlab.Engine.Scheduling.Plugins.PodTopologySpread;

/// <summary>Keeps the numbers of matching pods in zones, hosts and other topologies within maxSkew of each other.</summary>
internal sealed class PodTopologySpreadPlugin(ApiServer api, ClusterCache cache)
    : IPreFilterExtensions, IFilterPlugin, IPreScorePlugin, IScorePlugin, IEventHints
{
    private const string Reason = "node(s) didn't match pod topology spread constraints";
    private static readonly PluginStatus TooMany = PluginStatus.Unschedulable(PluginNames.PodTopologySpread, Reason);
    private static readonly PluginStatus NoLabel = PluginStatus.Unresolvable(PluginNames.PodTopologySpread, Reason + " (missing required label)");
    private static readonly PluginStatus Nothing = PluginStatus.Skip(PluginNames.PodTopologySpread);

    private readonly SpreadConstraints constraints = new(api);

    public string Name => PluginNames.PodTopologySpread;

    public bool Normalizes => true;

    public IReadOnlyList<EventHint> Hints { get; } =
    [
        new(EventResource.AssignedPod, EventAction.Add | EventAction.Delete | EventAction.UpdatePodLabel, SpreadHints.PodChanged),
        new(EventResource.Node, EventAction.Add | EventAction.Delete | EventAction.UpdateNodeLabel | EventAction.UpdateNodeTaint, SpreadHints.NodeChanged),
        new(EventResource.TargetPod, EventAction.UpdatePodLabel | EventAction.UpdatePodToleration, SpreadHints.OwnPodChanged),
    ];

    public PreFilterAnswer PreFilter(CycleState state, PodInfo pod, ClusterCache cache)
    {
        var required = SpreadConstraints.Of(pod, SpreadConstraints.Required);
        if (required.Length == 0) return new PreFilterAnswer(Nothing);
        state.Write(StateSlot.SpreadFilter, SpreadCounts.Of(required, pod, cache));
        return PreFilterAnswer.AllNodes;
    }

    public void AddPod(CycleState state, PodInfo pod, PodInfo added, NodeInfo node) => state.Read<SpreadCounts>(StateSlot.SpreadFilter).Update(pod, added, node, 1);

    public void RemovePod(CycleState state, PodInfo pod, PodInfo removed, NodeInfo node) => state.Read<SpreadCounts>(StateSlot.SpreadFilter).Update(pod, removed, node, -1);

    public PluginStatus? Filter(CycleState state, PodInfo pod, NodeInfo node) => state.Read<SpreadCounts>(StateSlot.SpreadFilter).Violation(node) switch
    {
        null => null,
        true => NoLabel,
        false => TooMany,
    };

    public PluginStatus? PreScore(CycleState state, PodInfo pod, ReadOnlySpan<NodeInfo> nodes)
    {
        var own = !pod.Pod.Spec.TopologySpreadConstraints.IsEmpty;
        var preferred = own ? SpreadConstraints.Of(pod, SpreadConstraints.Preferred) : constraints.DefaultsOf(pod);
        if (preferred.Length == 0) return Nothing;
        state.Write(StateSlot.SpreadScore, new SpreadScores(preferred, needsAllKeys: own, pod, nodes, cache));
        return null;
    }

    public void Score(CycleState state, PodInfo pod, ReadOnlySpan<NodeInfo> nodes, Span<long> scores) =>
        state.Read<SpreadScores>(StateSlot.SpreadScore).Score(nodes, scores);

    public void Normalize(CycleState state, PodInfo pod, ReadOnlySpan<NodeInfo> nodes, Span<long> scores) =>
        state.Read<SpreadScores>(StateSlot.SpreadScore).Normalize(nodes, scores);
}
