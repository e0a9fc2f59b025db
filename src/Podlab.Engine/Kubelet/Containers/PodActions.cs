using Podlab.Api.Model;
using Podlab.Engine.Runtime;

namespace Podlab.Engine.Kubelet.Containers;

/// <summary>What a sync is going to do, as data: computed first, done after.</summary>
internal sealed class PodActions
{
    // Made when somebody asks: most syncs have nothing to do.
    private List<(ContainerRuntimeStatus Container, string Message, KillReason Reason)>? kill;
    private List<int>? startInit;
    private List<int>? startEphemeral;
    private List<int>? start;
    private List<(ContainerRuntimeStatus Container, ContainerResources Resources)>? resize;

    /// <summary>All containers and the sandbox are ended.</summary>
    public bool KillPod { get; set; }

    public bool CreateSandbox { get; set; }

    /// <summary>The ended container that asked for a restart of the whole pod in place; null: none did.</summary>
    public Container? RestartsAll { get; set; }

    /// <summary>The sandbox that exists, ready or not.</summary>
    public SandboxId? Sandbox { get; set; }

    public int SandboxAttempt { get; set; }

    public List<(ContainerRuntimeStatus Container, string Message, KillReason Reason)> Kill => kill ??= [];

    /// <summary>Indexes into the pod's init containers.</summary>
    public List<int> StartInit => startInit ??= [];

    public List<int> StartEphemeral => startEphemeral ??= [];

    public List<int> Start => start ??= [];

    public List<(ContainerRuntimeStatus Container, ContainerResources Resources)> Resize => resize ??= [];

    public bool IsEmpty => RestartsAll is null && !KillPod && !CreateSandbox && kill is not { Count: > 0 } && startInit is not { Count: > 0 } && startEphemeral is not { Count: > 0 }
        && start is not { Count: > 0 } && resize is not { Count: > 0 };
}

/// <summary>Why a container is killed; a failed probe may have a grace period of its own.</summary>
internal enum KillReason
{
    Unknown,
    StartupProbe,
    LivenessProbe,
    PostStartHook,

    /// <summary>The whole pod begins anew in place: nobody is given time, nor a hook.</summary>
    RestartOfAll,
}
