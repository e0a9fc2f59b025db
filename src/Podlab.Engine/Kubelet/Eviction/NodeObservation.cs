using Podlab.Engine.Runtime;

namespace Podlab.Engine.Kubelet.Eviction;

/// <summary>What is left of something on the node.</summary>
internal readonly record struct NodeObservation(long Available, long Capacity)
{
    public static NodeObservation Of(EvictionSignal signal, NodeStats stats) =>
        signal == EvictionSignal.Memory ? new NodeObservation(stats.MemoryCapacityBytes - stats.MemoryBytes, stats.MemoryCapacityBytes)
        : signal == EvictionSignal.Processes ? new NodeObservation(stats.ProcessLimit - stats.Processes, stats.ProcessLimit)
        : signal.Resource == EvictionSignal.NodeInodes.Resource ? new NodeObservation(stats.InodeLimit - stats.Inodes, stats.InodeLimit)
        : new NodeObservation(stats.DiskCapacityBytes - stats.DiskBytes, stats.DiskCapacityBytes);
}
