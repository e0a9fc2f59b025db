using Podlab.Engine.Scheduling.Cache;
using Podlab.Engine.Scheduling.Framework;

namespace Podlab.Engine.Scheduling.Plugins.NodeResources;

/// <summary>Prefers nodes whose shares of cpu and memory the pod brings closer together; pods that ask for neither have no say.</summary>
/// <remarks>Follows pkg/scheduler/framework/plugins/noderesources/balanced_allocation.go (v1.36.3): half of the score is the change the pod makes.</remarks>
internal sealed class BalancedAllocationPlugin : IPreScorePlugin, IScorePlugin
{
    private static readonly PluginStatus Nothing = PluginStatus.Skip(PluginNames.NodeResourcesBalancedAllocation);

    public string Name => PluginNames.NodeResourcesBalancedAllocation;

    public PluginStatus? PreScore(CycleState state, PodInfo pod, ReadOnlySpan<NodeInfo> nodes) =>
        pod.Requests.MilliCpu == 0 && pod.Requests.Memory == 0 ? Nothing : null;

    public void Score(CycleState state, PodInfo pod, ReadOnlySpan<NodeInfo> nodes, Span<long> scores)
    {
        var (cpu, memory) = (pod.Requests.MilliCpu, pod.Requests.Memory);
        for (var i = 0; i < nodes.Length; i++)
        {
            var node = nodes[i];
            if (node.Balance < 0) node.Balance = (int)Balance(Load.Plain(0, 0, node));
            scores[i] = NodeScores.Max / 2 + (NodeScores.Max / 2 + Balance(Load.Plain(cpu, memory, node)) - node.Balance) / 2;
        }
    }

    /// <summary>100 where both shares are equal, 50 where one is full and the other free.</summary>
    internal static long Balance(Load load)
    {
        if (load.CpuAllocatable == 0 || load.MemoryAllocatable == 0) return NodeScores.Max;
        var cpu = Math.Min(1, (double)load.CpuRequested / load.CpuAllocatable);
        var memory = Math.Min(1, (double)load.MemoryRequested / load.MemoryAllocatable);
        return (long)((1 - Math.Abs((cpu - memory) / 2)) * NodeScores.Max);
    }
}
