using Podlab.Api.Model;
using Podlab.Engine.Scheduling.Cache;
using Podlab.Engine.Scheduling.Framework;
using Podlab.Engine.Scheduling.Plugins.TaintToleration;
using Podlab.Engine.Scheduling.Queue;

namespace Podlab.Engine.Scheduling.Plugins.NodeUnschedulable;

/// <summary>A cordoned node takes only pods that tolerate the taint of cordoned nodes.</summary>
internal sealed class NodeUnschedulablePlugin : IFilterPlugin, IEventHints
{
    private static readonly PluginStatus Refusal = PluginStatus.Unresolvable(PluginNames.NodeUnschedulable, "node(s) were unschedulable");
    private static readonly Taint Cordoned = new() { Key = "node.kubernetes.io/unschedulable", Effect = "NoSchedule" };

    public string Name => PluginNames.NodeUnschedulable;

    public IReadOnlyList<EventHint> Hints { get; } =
    [
        new(EventResource.Node, EventAction.Add | EventAction.UpdateNodeTaint, static (_, change) =>
            !((Node)change.New!).Spec.Unschedulable && (change.Old as Node)?.Spec.Unschedulable is not false),
        new(EventResource.TargetPod, EventAction.UpdatePodToleration, static (_, change) =>
            Tolerations.Tolerate(((Pod)change.New!).Spec.Tolerations, Cordoned) && !Tolerations.Tolerate(((Pod)change.Old!).Spec.Tolerations, Cordoned)),
    ];

    public PluginStatus? Filter(CycleState state, PodInfo pod, NodeInfo node) =>
        !node.Node!.Spec.Unschedulable || Tolerations.Tolerate(pod.Pod.Spec.Tolerations, Cordoned) ? null : Refusal;
}
