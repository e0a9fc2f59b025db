using Podlab.Api;
using Podlab.Api.Model;
using Podlab.Engine.Kubelet.Workers;

namespace Podlab.Engine.Kubelet.Status;

/// <summary>The last status of a pod: every container has ended, also one of which nothing is known.</summary>
/// <remarks>Follows pkg/kubelet/status/status_manager.go TerminatePod (v1.36.3).</remarks>
internal static class FinalStatus
{
    private static readonly ContainerState Lost = new()
    {
        Terminated = new ContainerStateTerminated { Reason = "ContainerStatusUnknown", Message = "The container could not be located when the pod was terminated", ExitCode = 137 },
    };

    public static PodStatus Of(PodWorker worker, PodStatus status)
    {
        if (HasInitialized(worker.Pod, status)) status = status with { ContainerStatuses = Ended(status.ContainerStatuses, status.ContainerStatuses.Count) };
        status = status with { InitContainerStatuses = Ended(status.InitContainerStatuses, Begun(status.InitContainerStatuses)) };
        return PodPhases.IsTerminal(status.Phase) ? status : status with { Phase = PodPhases.Failed };
    }

    private static ValueList<ContainerStatus> Ended(ValueList<ContainerStatus> statuses, int count)
    {
        for (var i = 0; i < count; i++)
        {
            if (statuses[i].State.Terminated is null) statuses = statuses.SetItem(i, statuses[i] with { State = Lost });
        }

        return statuses;
    }

    /// <summary>How many init containers show a sign of having been started; at least one.</summary>
    private static int Begun(ValueList<ContainerStatus> statuses)
    {
        for (var i = statuses.Count - 1; i >= 0; i--)
        {
            if (statuses[i].State.Waiting is null || statuses[i].LastState.Terminated is not null) return i + 1;
        }

        return Math.Min(1, statuses.Count);
    }

    private static bool HasInitialized(Pod pod, PodStatus status)
    {
        if (pod.Spec.InitContainers.IsEmpty) return true;
        foreach (var container in status.ContainerStatuses)
        {
            if (container.LastState.Terminated is not null || container.State.Waiting?.Reason != "PodInitializing") return true;
        }

        return status.InitContainerStatuses is [.., var last] && (last.LastState.Terminated?.ExitCode == 0 || last.State.Terminated?.ExitCode == 0);
    }
}
