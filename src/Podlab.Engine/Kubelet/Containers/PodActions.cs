using Podlab.Api.Model;
using Podlab.Engine.Runtime;

namespace Podlab.Engine.Kubelet.Containers;

/// <summary>What a sync is going to do, as data: computed first, done after.</summary>
internal sealed class PodActions
{
    /// <summary>All containers and the sandbox are ended.</summary>
    public bool KillPod { get; set; }

    public bool CreateSandbox { get; set; }

    /// <summary>The ended container that asked for a restart of the whole pod in place; null: none did.</summary>
    public Container? RestartsAll { get; set; }

    /// <summary>The sandbox that exists, ready or not.</summary>
    public SandboxId? Sandbox { get; set; }

    public int SandboxAttempt { get; set; }

    public List<(ContainerRuntimeStatus Container, string Message, KillReason Reason)> Kill { get; } = [];

    /// <summary>Indexes into the pod's init containers.</summary>
    public List<int> StartInit { get; } = [];

    public List<int> StartEphemeral { get; } = [];

    public List<int> Start { get; } = [];

    public List<(ContainerRuntimeStatus Container, ContainerResources Resources)> Resize { get; } = [];

    public bool IsEmpty => RestartsAll is null && !KillPod && !CreateSandbox && Kill.Count == 0 && StartInit.Count == 0 && StartEphemeral.Count == 0 && Start.Count == 0 && Resize.Count == 0;
}

/// <summary>Why a container is killed; a failed probe may have a grace period of its own.</summary>
internal enum KillReason
{
    Unknown,
    StartupProbe,
    LivenessProbe,
    PostStartHook,
}
