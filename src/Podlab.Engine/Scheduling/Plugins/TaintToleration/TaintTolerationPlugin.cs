using Podlab.Api;
using Podlab.Api.Model;
using Podlab.Engine.Scheduling.Cache;
using Podlab.Engine.Scheduling.Framework;
using Podlab.Engine.Scheduling.Queue;

namespace Podlab.Engine.Scheduling.Plugins.TaintToleration;

/// <summary>Keeps pods off nodes whose taints they do not bear; of the others, those with fewer unborne PreferNoSchedule taints are better.</summary>
internal sealed class TaintTolerationPlugin : IFilterPlugin, IPreScorePlugin, IScorePlugin, IEventHints
{
    private static readonly PluginStatus Refusal = PluginStatus.Unresolvable(PluginNames.TaintToleration, "node(s) had untolerated taint(s)");

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

    public PluginStatus? Filter(CycleState state, PodInfo pod, NodeInfo node) =>
        node.Node!.Spec.Taints.IsEmpty || Tolerations.FirstUntolerated(node.Node.Spec.Taints, pod.Pod.Spec.Tolerations) is null ? null : Refusal;

    public PluginStatus? PreScore(CycleState state, PodInfo pod, ReadOnlySpan<NodeInfo> nodes)
    {
        var soft = pod.Pod.Spec.Tolerations.Where(toleration => toleration.Effect is null or "" or "PreferNoSchedule").ToValueList();
        state.Write(StateSlot.TaintTolerationScore, new Soft(soft));
        return null;
    }

    public void Score(CycleState state, PodInfo pod, ReadOnlySpan<NodeInfo> nodes, Span<long> scores)
    {
        var soft = state.Read<Soft>(StateSlot.TaintTolerationScore).Tolerations;
        for (var i = 0; i < nodes.Length; i++)
        {
            long unborne = 0;
            foreach (var taint in nodes[i].Node!.Spec.Taints)
            {
                if (taint.Effect == "PreferNoSchedule" && !Tolerations.Tolerate(soft, taint)) unborne++;
            }

            scores[i] = unborne;
        }
    }

    public void Normalize(CycleState state, PodInfo pod, ReadOnlySpan<NodeInfo> nodes, Span<long> scores) => NodeScores.ScaleToHighest(scores, reverse: true);

    private sealed record Soft(ValueList<Toleration> Tolerations);
}
