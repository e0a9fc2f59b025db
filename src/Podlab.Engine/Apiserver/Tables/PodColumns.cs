using System.Globalization;
using Podlab.Api;
using Podlab.Api.Model;

namespace Podlab.Engine.Apiserver.Tables;

/// <summary>What a pod shows of itself in <c>kubectl get pods</c>.</summary>
/// <param name="Ready">Ready containers and all: <c>1/2</c>; sidecars count, other init containers do not.</param>
/// <param name="Status">One word for the pod's state: the phase, or the reason that says more (<c>CrashLoopBackOff</c>, <c>Init:0/1</c>, <c>Terminating</c>).</param>
/// <param name="Restarts">Restarts and the time since the last one: <c>3 (95s ago)</c>.</param>
/// <remarks>Follows printPod in pkg/printers/internalversion/printers.go (v1.36.3).</remarks>
public sealed record PodColumns(string Ready, string Status, string Restarts)
{
    public static PodColumns Of(Pod pod, DateTimeOffset now)
    {
        var status = pod.Status;
        var reason = string.IsNullOrEmpty(status.Reason) ? status.Phase ?? "" : status.Reason;
        if (status.Conditions.Any(condition => condition is { Type: "PodScheduled", Reason: "SchedulingGated" })) reason = "SchedulingGated";

        var sidecars = new Count();
        var all = new Count();
        var initializing = ReadInitContainers(pod, sidecars, all, ref reason);
        var ready = sidecars.Ready;
        var restarts = all;
        if (!initializing || HasCondition(status, "Initialized"))
        {
            restarts = sidecars;
            ready += ReadContainers(status, restarts, ref reason);
        }

        if (pod.Metadata.DeletionTimestamp is not null)
        {
            if (status.Reason == "NodeLost") reason = "Unknown";
            else if (status.Phase is not ("Succeeded" or "Failed")) reason = "Terminating";
        }

        var total = pod.Spec.Containers.Count + pod.Spec.InitContainers.Count(IsSidecar);
        return new PodColumns(Cell.Share(ready, total), reason, restarts.Text(now));
    }

    /// <summary>How many of the pod's readiness gates are met: <c>1/2</c>.</summary>
    public static string ReadinessGates(Pod pod)
    {
        var gates = pod.Spec.ReadinessGates;
        if (gates.IsEmpty) return Cell.None;
        var met = gates.Count(gate => pod.Status.Conditions.FirstOrDefault(condition => condition.Type == gate.ConditionType)?.Status == "True");
        return Cell.Share(met, gates.Count);
    }

    private static bool IsSidecar(Container? container) => container?.RestartPolicy == "Always";

    private static bool HasCondition(PodStatus status, string type) => status.Conditions.Any(condition => condition.Type == type && condition.Status == "True");

    /// <summary>Reads the init containers up to the first that holds the pod up; true if there is one.</summary>
    private static bool ReadInitContainers(Pod pod, Count sidecars, Count all, ref string reason)
    {
        var statuses = pod.Status.InitContainerStatuses;
        for (var i = 0; i < statuses.Count; i++)
        {
            var status = statuses[i];
            var sidecar = IsSidecar(pod.Spec.InitContainers.FirstOrDefault(container => container.Name == status.Name));
            all.Add(status);
            if (sidecar) sidecars.Add(status);
            var terminated = status.State.Terminated;
            if (terminated is { ExitCode: 0 }) continue;
            if (sidecar && status.Started == true)
            {
                if (status.Ready) sidecars.Ready++;
                continue;
            }

            if (terminated is not null) reason = $"Init:{Ending(terminated)}";
            else if (status.State.Waiting?.Reason is { Length: > 0 } waiting and not "PodInitializing") reason = $"Init:{waiting}";
            else reason = $"Init:{Cell.Share(i, pod.Spec.InitContainers.Count)}";
            return true;
        }

        return false;
    }

    /// <summary>
    /// Reads the containers, the first one last, so that its reason stands, except that a container that ended well does not hide one that failed.
    /// Returns how many are ready.
    /// </summary>
    private static int ReadContainers(PodStatus pod, Count restarts, ref string reason)
    {
        var ready = 0;
        var failed = false;
        for (var i = pod.ContainerStatuses.Count - 1; i >= 0; i--)
        {
            var status = pod.ContainerStatuses[i];
            restarts.Add(status);
            if (status.State.Waiting?.Reason is { Length: > 0 } waiting) reason = waiting;
            else if (status.State.Terminated is { } terminated)
            {
                var failure = terminated.ExitCode != 0 || terminated.Signal != 0;
                if (failure || !failed) reason = Ending(terminated);
                failed |= failure;
            }
            else if (status is { Ready: true, State.Running: not null }) ready++;
        }

        if (reason == "Completed" && ready > 0) reason = HasCondition(pod, "Ready") ? "Running" : "NotReady";
        return ready;
    }

    private static string Ending(ContainerStateTerminated terminated)
    {
        if (!string.IsNullOrEmpty(terminated.Reason)) return terminated.Reason;
        return terminated.Signal != 0 ? $"Signal:{Cell.Number(terminated.Signal)}" : $"ExitCode:{Cell.Number(terminated.ExitCode)}";
    }

    private sealed class Count
    {
        private int restarts;
        private DateTimeOffset? last;

        public int Ready { get; set; }

        public void Add(ContainerStatus status)
        {
            restarts += status.RestartCount;
            if (status.LastState.Terminated?.FinishedAt is { } finished && (last is null || finished > last)) last = finished;
        }

        public string Text(DateTimeOffset now) =>
            restarts != 0 && last is not null ? string.Create(CultureInfo.InvariantCulture, $"{restarts} ({HumanDuration.Since(last, now)} ago)") : Cell.Number(restarts);
    }
}
