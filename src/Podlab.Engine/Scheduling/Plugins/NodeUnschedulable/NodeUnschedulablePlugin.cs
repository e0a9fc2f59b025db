using Podlab.Api.Model;
using Podlab.Engine.Scheduling.Cache;
using Podlab.Engine.Scheduling.Framework;
using Podlab.Engine.Scheduling.Plugins.TaintToleration;
using Podlab.Engine.Scheduling.Queue;

namespace Podlab.Engine.Scheduling.Plugins.NodeUnschedulable;

/// <summary>A cordoned node takes only pods that tolerate the taint of cordoned nodes.</summary>
/// <remarks>Follows pkg/scheduler/framework/plugins/nodeunschedulable/node_unschedulable.go (v1.36.3). Whom it cannot refuse, it does not ask node by node.</remarks>
internal sealed class NodeUnschedulablePlugin : IPreFilterPlugin, IFilterPlugin, IEventHints
{
    private static readonly PluginStatus Refusal = PluginStatus.Unresolvable(PluginNames.NodeUnschedulable, "node(s) were unschedulable");
    private static readonly PluginStatus Nothing = PluginStatus.Skip(PluginNames.NodeUnschedulable);
    private static readonly Taint Cordoned = new() { Key = "node.kubernetes.io/unschedulable", Effect = "NoSchedule" };

    public string Name => PluginNames.NodeUnschedulable;

    public IReadOnlyList<EventHint> Hints { get; } =
    [
        new(EventResource.Node, EventAction.Add | EventAction.UpdateNodeTaint, static (_, change) =>
            !((Node)change.New!).Spec.Unschedulable && (change.Old as Node)?.Spec.Unschedulable is not false),
        new(EventResource.TargetPod, EventAction.UpdatePodToleration, static (_, change) =>
            Tolerations.Tolerate(((Pod)change.New!).Spec.Tolerations, Cordoned) && !Tolerations.Tolerate(((Pod)change.Old!).Spec.Tolerations, Cordoned)),
    ];

    public PreFilterAnswer PreFilter(CycleState state, PodInfo pod, ClusterCache cache) =>
        cache.UnschedulableNodes == 0 || Tolerations.Tolerate(pod.Pod.Spec.Tolerations, Cordoned) ? new PreFilterAnswer(Nothing) : PreFilterAnswer.AllNodes;

    public PluginStatus? Filter(CycleState state, PodInfo pod, NodeInfo node) => node.IsUnschedulable ? Refusal : null;
}
