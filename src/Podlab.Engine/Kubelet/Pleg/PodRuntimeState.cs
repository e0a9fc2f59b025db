using Podlab.Engine.Runtime;

namespace Podlab.Engine.Kubelet.Pleg;

/// <summary>What the runtime showed of a pod when it was last asked. Newest first.</summary>
internal sealed class PodRuntimeState(PodSandboxStatus[] sandboxes, ContainerRuntimeStatus[] containers)
{
    public static PodRuntimeState Empty { get; } = new([], []);

    public PodSandboxStatus[] Sandboxes { get; } = sandboxes;

    public ContainerRuntimeStatus[] Containers { get; } = containers;

    public PodSandboxStatus? Sandbox => Sandboxes.Length > 0 ? Sandboxes[0] : null;

    /// <summary>Whether both are of the very same sandboxes and containers in the same states.</summary>
    public bool IsSameAs(PodRuntimeState other)
    {
        if (Sandboxes.Length != other.Sandboxes.Length || Containers.Length != other.Containers.Length) return false;
        for (var i = 0; i < Sandboxes.Length; i++)
        {
            if (!ReferenceEquals(Sandboxes[i], other.Sandboxes[i])) return false;
        }

        for (var i = 0; i < Containers.Length; i++)
        {
            if (!ReferenceEquals(Containers[i], other.Containers[i])) return false;
        }

        return true;
    }

    public IReadOnlyList<string> Ips => Sandbox is { Ready: true } ready ? ready.Ips : [];

    /// <summary>The newest instance of a container.</summary>
    public ContainerRuntimeStatus? Find(string name)
    {
        foreach (var container in Containers)
        {
            if (container.Name == name) return container;
        }

        return null;
    }

    /// <summary>The newest instance of a container that has ended.</summary>
    public ContainerRuntimeStatus? FindExited(string name)
    {
        foreach (var container in Containers)
        {
            if (container.Name == name && container.State == ContainerRuntimeState.Exited) return container;
        }

        return null;
    }

    public bool AnyRunning()
    {
        foreach (var container in Containers)
        {
            if (container.State == ContainerRuntimeState.Running) return true;
        }

        return false;
    }
}
