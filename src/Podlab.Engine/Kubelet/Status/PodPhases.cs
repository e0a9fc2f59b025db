using Podlab.Api;
using Podlab.Api.Model;
using Podlab.Engine.Kubelet.Containers;

namespace Podlab.Engine.Kubelet.Status;

/// <summary>The phase of a pod, from the states of its containers.</summary>
/// <remarks>Follows pkg/kubelet/kubelet_pods.go getPhase (v1.36.3).</remarks>
internal static class PodPhases
{
    public const string Pending = "Pending";
    public const string Running = "Running";
    public const string Succeeded = "Succeeded";
    public const string Failed = "Failed";

    public static bool IsTerminal(string? phase) => phase is Succeeded or Failed;

    /// <param name="isEnding">No container of the pod will be started again.</param>
    public static string Of(PodSpec spec, ValueList<ContainerStatus> init, ValueList<ContainerStatus> main, bool isEnding, bool wasInitialized)
    {
        var (pendingInit, pendingSidecars, runningSidecars, waitingSidecars, unknownSidecars) = (0, 0, 0, 0, 0);
        foreach (var container in spec.InitContainers)
        {
            var status = Find(init, container.Name);
            if (container.IsSidecar())
            {
                if (status is null) unknownSidecars++;
                else if (status.State.Running is not null)
                {
                    if (status.Started != true) pendingSidecars++;
                    runningSidecars++;
                }
                else if (status.State.Waiting is not null && status.LastState.Terminated is null)
                {
                    pendingSidecars++;
                    waitingSidecars++;
                }

                continue;
            }

            var ended = status?.State.Terminated ?? (status?.State.Waiting is not null ? status.LastState.Terminated : null);
            if (status is null || ended is null)
            {
                pendingInit++;
            }
            else if (ended.ExitCode != 0)
            {
                if (!RestartDecision.ShouldRestart(spec, container, ended.ExitCode)) return Failed;
                pendingInit++;
            }
        }

        var (unknown, running, waiting, stopped, succeeded, restarting) = (unknownSidecars, runningSidecars, waitingSidecars, 0, 0, 0);
        foreach (var container in spec.Containers)
        {
            if (Find(main, container.Name) is not { } status)
            {
                unknown++;
            }
            else if (status.State.Running is not null)
            {
                running++;
            }
            else if (status.State.Terminated is { } ended)
            {
                stopped++;
                if (ended.ExitCode == 0) succeeded++;
                if (RestartDecision.ShouldRestart(spec, container, ended.ExitCode)) restarting++;
            }
            else if (status.LastState.Terminated is { } last)
            {
                stopped++;
                if (RestartDecision.ShouldRestart(spec, container, last.ExitCode)) restarting++;
            }
            else
            {
                waiting++;
            }
        }

        if (pendingInit > 0 || (pendingSidecars > 0 && !wasInitialized)) return Pending;
        if (waiting > 0) return Pending;
        if (running > 0 && unknown == 0) return Running;
        if (running > 0 || stopped == 0 || unknown > 0) return Pending;
        if (!isEnding && restarting > 0) return Running;
        return stopped == succeeded ? Succeeded : Failed;
    }

    private static ContainerStatus? Find(ValueList<ContainerStatus> statuses, string name)
    {
        foreach (var status in statuses)
        {
            if (status.Name == name) return status;
        }

        return null;
    }
}
