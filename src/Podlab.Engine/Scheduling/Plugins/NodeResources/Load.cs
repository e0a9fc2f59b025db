using Podlab.Engine.Scheduling.Cache;
using Podlab.Engine.Scheduling.Resources;

namespace Podlab.Engine.Scheduling.Plugins.NodeResources;

/// <summary>A node's cpu and memory as scores see them: what there is, and what would be taken with the pod on it.</summary>
internal readonly record struct Load(long CpuAllocatable, long CpuRequested, long MemoryAllocatable, long MemoryRequested)
{
    /// <summary>Pods that ask for nothing count with the defaults.</summary>
    public static Load NonZero(in ResourceAmounts wanted, NodeInfo node) => new(
        node.Allocatable.MilliCpu,
        node.NonZeroMilliCpu + wanted.MilliCpu,
        node.Allocatable.Memory,
        node.NonZeroMemory + wanted.Memory);

    /// <summary>What is asked for, no more.</summary>
    public static Load Plain(long milliCpu, long memory, NodeInfo node) => new(
        node.Allocatable.MilliCpu,
        node.Requested.MilliCpu + milliCpu,
        node.Allocatable.Memory,
        node.Requested.Memory + memory);
}
