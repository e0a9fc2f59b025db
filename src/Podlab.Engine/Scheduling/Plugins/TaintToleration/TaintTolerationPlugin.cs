using Podlab.Api.Model;
using Podlab.Engine.Scheduling.Cache;
using Podlab.Engine.Scheduling.Framework;
using Podlab.Engine.Scheduling.Queue;

namespace Podlab.Engine.Scheduling.Plugins.TaintToleration;

/// <summary>Keeps pods off nodes whose taints they do not bear; of the others, those with fewer unborne PreferNoSchedule taints are better.</summary>
/// <remarks>Follows pkg/scheduler/framework/plugins/tainttoleration/taint_toleration.go (v1.36.3). A pod is judged once for each set of taints that occurs, not for each node.</remarks>
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

    public PreFilterAnswer PreFilter(CycleState state, PodInfo pod, ClusterCache cache)
    {
        var refused = Array.Empty<bool>();
        for (var set = 1; set < cache.Taints.Count; set++)
        {
            if (Tolerations.FirstUntolerated(cache.Taints[set], pod.Pod.Spec.Tolerations) is null) continue;
            if (refused.Length == 0) refused = new bool[cache.Taints.Count];
            refused[set] = true;
        }

        if (refused.Length == 0) return new PreFilterAnswer(Nothing);
        state.Write(StateSlot.TaintTolerationFilter, refused);
        return PreFilterAnswer.AllNodes;
    }

    public PluginStatus? Filter(CycleState state, PodInfo pod, NodeInfo node) =>
        node.TaintSet != 0 && state.Read<bool[]>(StateSlot.TaintTolerationFilter)[node.TaintSet] ? Refusal : null;

    /// <summary>Counts the taints of effect PreferNoSchedule that the pod does not bear.</summary>
    public void Score(CycleState state, PodInfo pod, ReadOnlySpan<NodeInfo> nodes, Span<long> scores)
    {
        var unborne = cache.Taints.Count > 16 ? new long[cache.Taints.Count] : stackalloc long[cache.Taints.Count];
        var any = false;
        for (var set = 1; set < unborne.Length; set++)
        {
            foreach (var taint in cache.Taints[set])
            {
                if (taint.Effect == "PreferNoSchedule" && !Tolerations.Tolerate(pod.Pod.Spec.Tolerations, taint)) unborne[set]++;
            }

            any |= unborne[set] > 0;
        }

        for (var i = 0; any && i < nodes.Length; i++) scores[i] = unborne[nodes[i].TaintSet];
    }

    public void Normalize(CycleState state, PodInfo pod, ReadOnlySpan<NodeInfo> nodes, Span<long> scores) => NodeScores.ScaleToHighest(scores, reverse: true);
}
