namespace Podlab.Engine.Kubelet.Eviction;

/// <summary>What the eviction manager watches, and what it means for the node and for its pods.</summary>
/// <param name="Name">As in the kubelet's configuration: <c>memory.available</c>.</param>
/// <param name="Resource">What runs short, as messages name it.</param>
/// <param name="Condition">The node condition that tells it.</param>
/// <remarks>Follows pkg/kubelet/eviction/api/types.go and helpers.go (v1.36.3). There is one disk: images and containers lie on it as the node's own files do.</remarks>
internal sealed record EvictionSignal(string Name, string Resource, string Condition)
{
    public static EvictionSignal Memory { get; } = new("memory.available", "memory", "MemoryPressure");

    public static EvictionSignal NodeDisk { get; } = new("nodefs.available", "ephemeral-storage", "DiskPressure");

    public static EvictionSignal ImageDisk { get; } = new("imagefs.available", "ephemeral-storage", "DiskPressure");

    public static EvictionSignal NodeInodes { get; } = new("nodefs.inodesFree", "inodes", "DiskPressure");

    public static EvictionSignal ImageInodes { get; } = new("imagefs.inodesFree", "inodes", "DiskPressure");

    public static EvictionSignal Processes { get; } = new("pid.available", "pids", "PIDPressure");

    /// <summary>Whether it counts things and not bytes.</summary>
    public bool IsCount => Resource is "pids" or "inodes";

    /// <summary>In the order in which they are relieved.</summary>
    public static IReadOnlyList<EvictionSignal> All { get; } = [Memory, NodeDisk, ImageDisk, NodeInodes, ImageInodes, Processes];
}
