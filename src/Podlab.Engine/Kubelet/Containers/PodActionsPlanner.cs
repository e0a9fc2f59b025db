using Podlab.Api.Model;
using Podlab.Engine.Kubelet.Pleg;
using Podlab.Engine.Kubelet.Probes;
using Podlab.Engine.Kubelet.Resources;
using Podlab.Engine.Runtime;

namespace Podlab.Engine.Kubelet.Containers;

/// <summary>Compares a pod's specification with what runs, and says what has to be done.</summary>
/// <remarks>Follows pkg/kubelet/kuberuntime/kuberuntime_manager.go computePodActions (v1.36.3).</remarks>
internal static class PodActionsPlanner
{
    public static PodActions Plan(Pod pod, PodRuntimeState state, PodProbes probes)
    {
        var actions = new PodActions { Sandbox = state.Sandbox?.Id };
        if (SandboxChanged(pod, state, actions))
        {
            PlanNewSandbox(pod, state, actions);
            return actions;
        }

        if (HasRules(pod.Spec) && PlanRestartOfAll(pod, state, actions)) return actions;
        for (var i = 0; i < pod.Spec.EphemeralContainers.Count; i++)
        {
            if (state.Find(pod.Spec.EphemeralContainers[i].Name) is null) actions.StartEphemeral.Add(i);
        }

        if (!InitContainerPlanner.Plan(pod, state, probes, actions)) return actions;
        PlanContainers(pod, state, probes, actions);
        return actions;
    }

    private static bool HasRules(PodSpec spec)
    {
        foreach (var container in spec.Containers)
        {
            if (!container.RestartPolicyRules.IsEmpty) return true;
        }

        foreach (var container in spec.InitContainers)
        {
            if (!container.RestartPolicyRules.IsEmpty) return true;
        }

        return false;
    }

    private static bool SandboxChanged(Pod pod, PodRuntimeState state, PodActions actions)
    {
        if (state.Sandbox is not { } sandbox) return true;
        actions.SandboxAttempt = state.Sandboxes.Length;
        return !sandbox.Ready || (!pod.Spec.HostNetwork && sandbox.Ips.Count == 0);
    }

    private static void PlanNewSandbox(Pod pod, PodRuntimeState state, PodActions actions)
    {
        actions.KillPod = true;
        actions.CreateSandbox = true;
        if (state.Containers.Length > 0 && actions.SandboxAttempt != 0 && NothingRestarts(pod))
        {
            // The pod has run; a new sandbox would only confuse who reads its end.
            actions.CreateSandbox = false;
            return;
        }

        for (var i = 0; i < pod.Spec.Containers.Count; i++)
        {
            var container = pod.Spec.Containers[i];
            var succeeded = state.Find(container.Name) is { State: ContainerRuntimeState.Exited, ExitCode: 0 };
            if ((container.RestartPolicy ?? pod.Spec.RestartPolicy) != "Always" && succeeded) continue;
            actions.Start.Add(i);
        }

        if (actions.Start.Count == 0 && InitContainerPlanner.AnyMainContainerCreated(pod, state))
        {
            actions.CreateSandbox = false;
            return;
        }

        if (pod.Spec.InitContainers.IsEmpty) return;
        actions.Start.Clear();
        actions.StartInit.Add(0);
    }

    private static bool NothingRestarts(Pod pod)
    {
        if (pod.Spec.RestartPolicy != "Never") return false;
        foreach (var container in pod.Spec.Containers)
        {
            if (container.RestartPolicy is not null and not "Never" || !container.RestartPolicyRules.IsEmpty) return false;
        }

        return true;
    }

    /// <summary>A container whose exit asks for a restart of the whole pod in place: all that run are killed, and what is left of all is taken away.</summary>
    private static bool PlanRestartOfAll(Pod pod, PodRuntimeState state, PodActions actions)
    {
        foreach (var container in (IEnumerable<Container>)[.. pod.Spec.InitContainers, .. pod.Spec.Containers])
        {
            if (container.RestartPolicyRules.IsEmpty) continue;
            if (state.Find(container.Name) is not { State: ContainerRuntimeState.Exited } status || !RestartDecision.RestartsAllContainers(container, status.ExitCode)) continue;
            actions.RestartsAll = container;
            foreach (var other in state.Containers)
            {
                if (other.State == ContainerRuntimeState.Running) actions.Kill.Add((other, "killing", KillReason.RestartOfAll));
            }

            return true;
        }

        return false;
    }

    private static void PlanContainers(Pod pod, PodRuntimeState state, PodProbes probes, PodActions actions)
    {
        var kept = 0;
        for (var i = 0; i < pod.Spec.Containers.Count; i++)
        {
            var container = pod.Spec.Containers[i];
            if (state.Find(container.Name) is not { State: ContainerRuntimeState.Running } status)
            {
                if (RestartDecision.ShouldBeStarted(pod, container, state)) actions.Start.Add(i);
                continue;
            }

            var restart = (container.RestartPolicy ?? pod.Spec.RestartPolicy) != "Never";
            var reason = KillReason.Unknown;
            string message;
            if (status.Image != container.Image)
            {
                message = $"Container {container.Name} definition changed";
                restart = true;
            }
            else if (probes.Result(ProbeKind.Liveness, status.Id) == ProbeResult.Failure)
            {
                message = $"Container {container.Name} failed liveness probe";
                reason = KillReason.LivenessProbe;
            }
            else if (probes.Result(ProbeKind.Startup, status.Id) == ProbeResult.Failure)
            {
                message = $"Container {container.Name} failed startup probe";
                reason = KillReason.StartupProbe;
            }
            else
            {
                kept++;
                if (ContainerResize.Plan(pod, container, status) is not { } resize) continue;
                if (!resize.NeedsRestart)
                {
                    actions.Resize.Add((status, resize.Resources));
                    continue;
                }

                kept--;
                message = $"Container {container.Name} resize requires restart";
                restart = true;
            }

            if (restart)
            {
                message += ", will be restarted";
                actions.Start.Add(i);
            }

            actions.Kill.Add((status, message, reason));
        }

        if (kept == 0 && actions.Start.Count == 0)
        {
            actions.KillPod = true;
            actions.StartInit.Clear();
        }
    }
}
