using Podlab.Api.Model;
using Podlab.Engine.Scheduling.Cache;
using Podlab.Engine.Scheduling.Framework;
using Podlab.Engine.Scheduling.Queue;

namespace Podlab.Engine.Scheduling.Plugins.TaintToleration;

/// <summary>Keeps pods off nodes whose taints they do not bear; of the others, those with fewer unborne PreferNoSchedule taints are better.</summary>
/// <remarks>Follows pkg/scheduler/framework/plugins/tainttoleration/taint_toleration.go (v1.36.3). Where no node has such taints, none is asked.</remarks>
internal sealed class TaintTolerationPlugin(ClusterCache cache) : IPreFilterPlugin, IFilterPlugin, IScorePlugin, IEventHints
{
    private static readonly PluginStatus Refusal = PluginStatus.Unresolvable(PluginNames.TaintToleration, "node(s) had untolerated taint(s)");
    private static readonly PluginStatus Nothing = PluginStatus.Skip(PluginNames.TaintToleration);

    public string Name => PluginNames.TaintToleration;

    public bool Normalizes => true;

    public IReadOnlyList<EventHint> Hints { get; } =
    [
        new(EventResource.Node, EventAction.Add | EventAction.UpdateNodeTaint, static (pod, change) =>
        {
            var tolerations = pod.Pod.Spec.Tolerations;
            return Tolerations.FirstUntolerated(((Node)change.New!).Spec.Taints, tolerations) is null
                && (change.Old is not Node old || Tolerations.FirstUntolerated(old.Spec.Taints, tolerations) is not null);
        }),
        new(EventResource.TargetPod, EventAction.UpdatePodToleration),
    ];

    public PreFilterAnswer PreFilter(CycleState state, PodInfo pod, ClusterCache cache) =>
        cache.HardTaintedNodes == 0 ? new PreFilterAnswer(Nothing) : PreFilterAnswer.AllNodes;

    public PluginStatus? Filter(CycleState state, PodInfo pod, NodeInfo node) =>
        !node.HasHardTaints || Tolerations.FirstUntolerated(node.Node!.Spec.Taints, pod.Pod.Spec.Tolerations) is null ? null : Refusal;

    /// <summary>Counts the taints; a toleration of another effect bears none of them.</summary>
    public void Score(CycleState state, PodInfo pod, ReadOnlySpan<NodeInfo> nodes, Span<long> scores)
    {
        if (cache.SoftTaintedNodes == 0) return;
        var tolerations = pod.Pod.Spec.Tolerations;
        for (var i = 0; i < nodes.Length; i++)
        {
            if (!nodes[i].HasSoftTaints) continue;
            foreach (var taint in nodes[i].Node!.Spec.Taints)
            {
                if (taint.Effect == "PreferNoSchedule" && !Tolerations.Tolerate(tolerations, taint)) scores[i]++;
            }
        }
    }

    public void Normalize(CycleState state, PodInfo pod, ReadOnlySpan<NodeInfo> nodes, Span<long> scores) => NodeScores.ScaleToHighest(scores, reverse: true);
}
