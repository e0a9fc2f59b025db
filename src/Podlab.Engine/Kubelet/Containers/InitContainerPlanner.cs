using Podlab.Api.Model;
using Podlab.Engine.Kubelet.Pleg;
using Podlab.Engine.Kubelet.Probes;
using Podlab.Engine.Kubelet.Resources;
using Podlab.Engine.Runtime;

namespace Podlab.Engine.Kubelet.Containers;

/// <summary>Which init containers are next, and which sidecars have to be started again.</summary>
/// <remarks>Follows pkg/kubelet/kuberuntime/kuberuntime_container.go computeInitContainerActions (v1.36.3).</remarks>
internal static class InitContainerPlanner
{
    /// <returns>Whether initialization is over, so that the main containers may run.</returns>
    public static bool Plan(Pod pod, PodRuntimeState state, PodProbes probes, PodActions actions)
    {
        var containers = pod.Spec.InitContainers;
        if (containers.IsEmpty) return true;
        var wasInitialized = AnyMainContainerLives(pod, state);
        var isInitialized = wasInitialized;
        var frontierSeen = false;
        for (var i = containers.Count - 1; i >= 0; i--)
        {
            var container = containers[i];
            if (state.Find(container.Name) is not { } status)
            {
                if (wasInitialized && container.IsSidecar()) actions.StartInit.Add(i);
                continue;
            }

            if (!container.IsSidecar() && (wasInitialized || frontierSeen)) continue;
            var isFrontier = !wasInitialized && !frontierSeen;
            frontierSeen = true;
            if (status.State is ContainerRuntimeState.Created or ContainerRuntimeState.Unknown)
            {
                actions.StartInit.Add(i);
                continue;
            }

            var done = status.State == ContainerRuntimeState.Running
                ? PlanRunning(pod, container, i, status, probes, actions)
                : PlanExited(pod, container, i, status, actions);
            if (actions.KillPod)
            {
                actions.StartInit.Clear();
                return false;
            }

            if (!done || !isFrontier) continue;
            if (i == containers.Count - 1) isInitialized = true;
            else actions.StartInit.Add(i + 1);
        }

        if (!wasInitialized && !frontierSeen) actions.StartInit.Add(0);
        actions.StartInit.Sort();
        return isInitialized;
    }

    public static bool AnyMainContainerCreated(Pod pod, PodRuntimeState state)
    {
        foreach (var container in pod.Spec.Containers)
        {
            if (state.Find(container.Name) is not null) return true;
        }

        return false;
    }

    /// <summary>An ended container may belong to a sandbox before this one, whose initialization does not count.</summary>
    private static bool AnyMainContainerLives(Pod pod, PodRuntimeState state)
    {
        foreach (var container in pod.Spec.Containers)
        {
            if (state.Find(container.Name) is { State: ContainerRuntimeState.Created or ContainerRuntimeState.Running }) return true;
        }

        return false;
    }

    /// <returns>Whether the next container may start.</returns>
    private static bool PlanRunning(Pod pod, Container container, int index, ContainerRuntimeStatus status, PodProbes probes, PodActions actions)
    {
        if (!container.IsSidecar()) return false;
        if (container.StartupProbe is not null)
        {
            var startup = probes.Result(ProbeKind.Startup, status.Id);
            if (startup == ProbeResult.Failure)
            {
                actions.Kill.Add((status, $"Init container {container.Name} failed startup probe", KillReason.StartupProbe));
                actions.StartInit.Add(index);
            }

            if (startup != ProbeResult.Success) return false;
        }

        if (status.Image != container.Image)
        {
            actions.Kill.Add((status, $"Init container {container.Name} definition changed", KillReason.Unknown));
            actions.StartInit.Add(index);
        }
        else if (container.LivenessProbe is not null && probes.Result(ProbeKind.Liveness, status.Id) == ProbeResult.Failure)
        {
            actions.Kill.Add((status, $"Init container {container.Name} failed liveness probe", KillReason.LivenessProbe));
            actions.StartInit.Add(index);
        }
        else if (ContainerResize.Plan(pod, container, status) is { } resize)
        {
            if (resize.NeedsRestart)
            {
                actions.Kill.Add((status, $"Init container {container.Name} resize requires restart", KillReason.Unknown));
                actions.StartInit.Add(index);
            }
            else
            {
                actions.Resize.Add((status, resize.Resources));
            }
        }

        return true;
    }

    private static bool PlanExited(Pod pod, Container container, int index, ContainerRuntimeStatus status, PodActions actions)
    {
        if (container.IsSidecar())
        {
            actions.StartInit.Add(index);
            return false;
        }

        if (status.ExitCode == 0) return true;
        if (RestartDecision.ShouldRestart(pod.Spec, container, status.ExitCode)) actions.StartInit.Add(index);
        else actions.KillPod = true;
        return false;
    }
}
