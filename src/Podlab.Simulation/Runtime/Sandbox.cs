using Podlab.Engine.Network;
using Podlab.Engine.Runtime;
using Podlab.Simulation.Processes;

namespace Podlab.Simulation.Runtime;

/// <summary>A pod on a node: what its containers share.</summary>
internal sealed class Sandbox(SandboxId id, PodSandboxConfig config, NetworkNamespace network, ResourceGroup group, DateTimeOffset createdAt)
{
    public SandboxId Id { get; } = id;
    public PodSandboxConfig Config { get; } = config;
    public NetworkNamespace Network { get; } = network;

    /// <summary>The pod's control group.</summary>
    public ResourceGroup Group { get; } = group;
    public DateTimeOffset CreatedAt { get; } = createdAt;
    public bool Ready { get; set; } = true;

    /// <summary>The node's number for user 0 of the pod; null: the pod's users are the node's.</summary>
    public long? UserBase { get; init; }

    /// <summary>Set when the pod shares one process namespace.</summary>
    public PidNamespace? SharedPids { get; set; }
    public Process? Pause { get; set; }
    public List<Container> Containers { get; } = [];
}
