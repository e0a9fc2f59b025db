using Podlab.Engine.Runtime;

namespace Podlab.Engine.Kubelet.Pleg;

/// <summary>What the kubelet has made in the runtime for one pod, and what the runtime showed of it at the last relist.</summary>
internal sealed class PodRuntimeRecord
{
    private readonly List<SandboxId> sandboxes = [];
    private readonly List<ContainerId> containers = [];
    private DateTimeOffset lastSync = DateTimeOffset.MinValue;
    private bool relistedSinceSync = true;

    /// <summary>As of the last relist: what syncs go by.</summary>
    public PodRuntimeState State { get; private set; } = PodRuntimeState.Empty;

    /// <summary>Waits in the relist's queue.</summary>
    public bool IsDirty { get; set; }

    public IReadOnlyList<SandboxId> Sandboxes => sandboxes;

    /// <summary>Newest last.</summary>
    public IReadOnlyList<ContainerId> Containers => containers;

    /// <summary>The highest attempt of containers that were taken away to be made again.</summary>
    private Dictionary<string, int>? attempts;

    public void Remember(string container, int attempt)
    {
        attempts ??= new Dictionary<string, int>(StringComparer.Ordinal);
        attempts[container] = Math.Max(attempt, attempts.GetValueOrDefault(container));
    }

    /// <summary>Null: the container was never taken away.</summary>
    public int? LastAttempt(string container) => attempts is not null && attempts.TryGetValue(container, out var attempt) ? attempt : null;

    public void Add(SandboxId sandbox) => sandboxes.Add(sandbox);

    public void Add(ContainerId container) => containers.Add(container);

    public void Remove(ContainerId container) => containers.Remove(container);

    public void Remove(SandboxId sandbox) => sandboxes.Remove(sandbox);

    /// <summary>A sync begins only when the pod's state is newer than the end of the sync before.</summary>
    public bool IsNewerThanLastSync(DateTimeOffset lastRelist) => relistedSinceSync || lastRelist > lastSync;

    public void MarkSynced(DateTimeOffset now)
    {
        lastSync = now;
        relistedSinceSync = false;
    }

    /// <summary>Takes the present state for the known one.</summary>
    /// <returns>How many containers and sandboxes changed in a way that asks for a sync.</returns>
    public int Refresh(IContainerRuntime runtime)
    {
        var old = State;
        var now = Read(runtime);
        // Most relists find what the last one has found.
        if (!now.IsSameAs(old)) State = now;
        relistedSinceSync = true;
        var changes = 0;
        foreach (var sandbox in State.Sandboxes)
        {
            PodSandboxStatus? before = null;
            foreach (var other in old.Sandboxes)
            {
                if (other.Id == sandbox.Id) before = other;
            }

            if (before is null || before.Ready != sandbox.Ready) changes++;
        }

        foreach (var container in State.Containers)
        {
            if (container.State == ContainerRuntimeState.Created) continue;
            var before = ContainerRuntimeState.Unknown;
            foreach (var other in old.Containers)
            {
                if (other.Id == container.Id) before = other.State;
            }

            if (before != container.State) changes++;
        }

        return changes;
    }

    /// <summary>The state at this moment, whatever the last relist showed.</summary>
    public PodRuntimeState Read(IContainerRuntime runtime)
    {
        var (pods, count) = (new PodSandboxStatus[sandboxes.Count], 0);
        for (var i = sandboxes.Count - 1; i >= 0; i--)
        {
            if (runtime.SandboxStatus(sandboxes[i]) is { } status) pods[count++] = status;
        }

        if (count < pods.Length) Array.Resize(ref pods, count);
        (var found, count) = (new ContainerRuntimeStatus[containers.Count], 0);
        for (var i = containers.Count - 1; i >= 0; i--)
        {
            if (runtime.ContainerStatus(containers[i]) is { } status) found[count++] = status;
        }

        if (count < found.Length) Array.Resize(ref found, count);
        return new PodRuntimeState(pods, found);
    }

    /// <summary>The newest instance of a container at this moment.</summary>
    public ContainerRuntimeStatus? Newest(IContainerRuntime runtime, string container)
    {
        for (var i = containers.Count - 1; i >= 0; i--)
        {
            if (runtime.ContainerStatus(containers[i]) is { } status && status.Name == container) return status;
        }

        return null;
    }
}
