using Podlab.Engine.Network;
using Podlab.Simulation.Images;

namespace Podlab.Simulation.Runtime;

/// <summary>What a simulated node is made of.</summary>
public sealed record SimulatedRuntimeOptions
{
    public string NodeName { get; init; } = "node-1";

    /// <summary>The cluster's network, shared by its nodes; null: one of its own.</summary>
    public ClusterNetwork? Network { get; init; }

    /// <summary>The registries, shared by the nodes; null: one with the built-in images.</summary>
    public SimulatedRegistry? Registry { get; init; }

    /// <summary>Images that are on the node before, by reference as imported (no digest): <c>busybox:1.28</c>.</summary>
    public IReadOnlyList<string> PreloadedImages { get; init; } = [];

    /// <summary>The handlers that a RuntimeClass may name; all of them run the same simulated processes.</summary>
    public IReadOnlyList<string> RuntimeHandlers { get; init; } = ["runc", "runsc", "kata", "crun"];

    public int Cpus { get; init; } = 4;

    public long MemoryBytes { get; init; } = 8L << 30;

    /// <summary>The node's disk: containers' layers, disk volumes and host paths.</summary>
    public long DiskBytes { get; init; } = 40L << 30;

    /// <summary>What one container may write to its own layer.</summary>
    public long ContainerDiskBytes { get; init; } = 4L << 30;

    /// <summary>What it takes to make a pod's sandbox with its network.</summary>
    public TimeSpan SandboxStartTime { get; init; } = TimeSpan.FromMilliseconds(150);

    /// <summary>How much later a sandbox begins than one that was asked for in the same instant.</summary>
    public TimeSpan SandboxInterval { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>What it takes to take a sandbox and its network away.</summary>
    public TimeSpan SandboxStopTime { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>What it takes until a container's process runs.</summary>
    public TimeSpan ContainerStartTime { get; init; } = TimeSpan.FromMilliseconds(80);

    /// <summary>Seed for ids, /dev/urandom and the like; give each node another one.</summary>
    public ulong Seed { get; init; } = 1;
}
