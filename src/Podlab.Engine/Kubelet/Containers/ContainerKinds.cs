using Podlab.Api.Model;

namespace Podlab.Engine.Kubelet.Containers;

/// <summary>The kinds of containers in a pod, seen alike.</summary>
internal static class ContainerKinds
{
    /// <summary>An init container that stays: a sidecar.</summary>
    public static bool IsSidecar(this Container initContainer) => initContainer.RestartPolicy == "Always";

    /// <summary>The ephemeral container as a container; both have the same fields but for the target.</summary>
    public static Container AsContainer(this EphemeralContainer ephemeral) => new()
    {
        Name = ephemeral.Name,
        Image = ephemeral.Image,
        Command = ephemeral.Command,
        Args = ephemeral.Args,
        WorkingDir = ephemeral.WorkingDir,
        Env = ephemeral.Env,
        EnvFrom = ephemeral.EnvFrom,
        Resources = ephemeral.Resources,
        VolumeMounts = ephemeral.VolumeMounts,
        TerminationMessagePath = ephemeral.TerminationMessagePath,
        TerminationMessagePolicy = ephemeral.TerminationMessagePolicy,
        ImagePullPolicy = ephemeral.ImagePullPolicy,
        SecurityContext = ephemeral.SecurityContext,
        Stdin = ephemeral.Stdin,
        StdinOnce = ephemeral.StdinOnce,
        Tty = ephemeral.Tty,
    };

    /// <summary>Finds a container of any kind by name.</summary>
    public static Container? FindContainer(this PodSpec spec, string name)
    {
        foreach (var container in spec.Containers)
        {
            if (container.Name == name) return container;
        }

        foreach (var container in spec.InitContainers)
        {
            if (container.Name == name) return container;
        }

        foreach (var container in spec.EphemeralContainers)
        {
            if (container.Name == name) return container.AsContainer();
        }

        return null;
    }

    /// <summary>The part of the pod that an event about a container names.</summary>
    public static string FieldPath(PodSpec spec, string name)
    {
        foreach (var container in spec.Containers)
        {
            if (container.Name == name) return $"spec.containers{{{name}}}";
        }

        foreach (var container in spec.InitContainers)
        {
            if (container.Name == name) return $"spec.initContainers{{{name}}}";
        }

        return $"spec.ephemeralContainers{{{name}}}";
    }
}
