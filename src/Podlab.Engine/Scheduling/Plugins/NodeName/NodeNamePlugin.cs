using Podlab.Engine.Scheduling.Cache;
using Podlab.Engine.Scheduling.Framework;
using Podlab.Engine.Scheduling.Queue;

namespace Podlab.Engine.Scheduling.Plugins.NodeName;

/// <summary>A pod that names its node accepts no other.</summary>
internal sealed class NodeNamePlugin : IPreFilterPlugin, IFilterPlugin, IEventHints
{
    private static readonly PluginStatus Refusal = PluginStatus.Unresolvable(PluginNames.NodeName, "node(s) didn't match the requested node name");
    private static readonly PluginStatus Nothing = PluginStatus.Skip(PluginNames.NodeName);

    public string Name => PluginNames.NodeName;

    public IReadOnlyList<EventHint> Hints { get; } = [new(EventResource.Node, EventAction.Add)];

    public PreFilterAnswer PreFilter(CycleState state, PodInfo pod, ClusterCache cache) =>
        string.IsNullOrEmpty(pod.Pod.Spec.NodeName) ? new PreFilterAnswer(Nothing) : PreFilterAnswer.AllNodes;

    public PluginStatus? Filter(CycleState state, PodInfo pod, NodeInfo node) => pod.Pod.Spec.NodeName == node.Name ? null : Refusal;
}
