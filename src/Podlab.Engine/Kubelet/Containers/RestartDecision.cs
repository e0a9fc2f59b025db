using Podlab.Api.Model;
using Podlab.Engine.Kubelet.Pleg;
using Podlab.Engine.Runtime;

namespace Podlab.Engine.Kubelet.Containers;

/// <summary>Whether a container that does not run should run.</summary>
/// <remarks>Follows pkg/kubelet/container/helpers.go ShouldContainerBeRestarted and pkg/api/v1/pod ContainerShouldRestart (v1.36.3).</remarks>
internal static class RestartDecision
{
    public static bool ShouldBeStarted(Pod pod, Container container, PodRuntimeState state)
    {
        if (pod.Metadata.DeletionTimestamp is not null) return false;
        if (state.Find(container.Name) is not { } status) return true;
        return status.State switch
        {
            ContainerRuntimeState.Running => false,
            ContainerRuntimeState.Exited => ShouldRestart(pod.Spec, container, status.ExitCode),
            _ => true,
        };
    }

    /// <summary>What the container's own rules, its own policy, or the pod's policy say of an exit code.</summary>
    public static bool ShouldRestart(PodSpec spec, Container container, int exitCode)
    {
        foreach (var rule in container.RestartPolicyRules)
        {
            if (Matches(rule, exitCode)) return rule.Action is "Restart" or "RestartAllContainers";
        }

        return (container.RestartPolicy ?? spec.RestartPolicy) switch
        {
            "Never" => false,
            "OnFailure" => exitCode != 0,
            _ => true,
        };
    }

    /// <summary>Whether an exit code asks for a restart of all containers of the pod.</summary>
    public static bool RestartsAllContainers(Container container, int exitCode)
    {
        foreach (var rule in container.RestartPolicyRules)
        {
            if (Matches(rule, exitCode)) return rule.Action == "RestartAllContainers";
        }

        return false;
    }

    private static bool Matches(ContainerRestartRule rule, int exitCode)
    {
        if (rule.ExitCodes is not { } codes) return false;
        var listed = false;
        foreach (var value in codes.Values)
        {
            if (value == exitCode) listed = true;
        }

        return codes.Operator switch { "In" => listed, "NotIn" => !listed, _ => false };
    }
}
