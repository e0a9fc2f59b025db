using Podlab.Api.Model;
using Podlab.Engine.Scheduling.Cache;
using Podlab.Engine.Scheduling.Framework;
using Podlab.Engine.Scheduling.Queue;

namespace Podlab.Engine.Scheduling.Plugins.NodePorts;

/// <summary>A port of the node belongs to one pod.</summary>
internal sealed class NodePortsPlugin : IPreFilterPlugin, IFilterPlugin, IEventHints
{
    private static readonly PluginStatus Refusal = PluginStatus.Unschedulable(PluginNames.NodePorts, "node(s) didn't have free ports for the requested pod ports");
    private static readonly PluginStatus Nothing = PluginStatus.Skip(PluginNames.NodePorts);

    public string Name => PluginNames.NodePorts;

    public IReadOnlyList<EventHint> Hints { get; } =
    [
        new(EventResource.AssignedPod, EventAction.Delete, static (pod, change) =>
        {
            var freed = (Pod)change.Old!;
            return HostPort.Of(freed.Spec).Any(free => pod.HostPorts.Any(wanted => wanted.Conflicts(free)));
        }),
        new(EventResource.Node, EventAction.Add),
    ];

    public PreFilterAnswer PreFilter(CycleState state, PodInfo pod, ClusterCache cache) =>
        pod.HostPorts.Length == 0 ? new PreFilterAnswer(Nothing) : PreFilterAnswer.AllNodes;

    public PluginStatus? Filter(CycleState state, PodInfo pod, NodeInfo node)
    {
        foreach (var port in pod.HostPorts)
        {
            if (node.UsesPort(port)) return Refusal;
        }

        return null;
    }
}
