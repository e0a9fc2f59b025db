using Podlab.Api;
using Podlab.Api.Model;
using Podlab.Engine.Kubelet.Containers;
using Podlab.Engine.Kubelet.Resources;

namespace Podlab.Engine.Kubelet.Status;

/// <summary>The conditions that the kubelet writes, in its order.</summary>
/// <remarks>Follows pkg/kubelet/status/generate.go (v1.36.3).</remarks>
internal static class PodConditions
{
    public const string ReadyToStart = "PodReadyToStartContainers";
    public const string Initialized = "Initialized";
    public const string Ready = "Ready";
    public const string ContainersReady = "ContainersReady";
    public const string Scheduled = "PodScheduled";
    private const string ResizePending = "PodResizePending";
    private const string ResizeInProgress = "PodResizeInProgress";
    private const string PodCompleted = "PodCompleted";

    public static bool IsKubelets(string type) => type is ReadyToStart or Initialized or Ready or ContainersReady or Scheduled or ResizePending or ResizeInProgress or "AllContainersRestarting";

    public static bool AreKubelets(ValueList<PodCondition> conditions)
    {
        foreach (var condition in conditions)
        {
            if (!IsKubelets(condition.Type)) return false;
        }

        return true;
    }

    /// <param name="old">The conditions in the API; what is not the kubelet's stays.</param>
    /// <param name="now">When a condition that changes has changed.</param>
    /// <param name="resize">How far a change of its resources has come; null: there is none.</param>
    public static ValueList<PodCondition> Make(Pod pod, in StatusParts status, bool sandboxReady, ValueList<PodCondition> old, DateTimeOffset now, PodResize? resize = null)
    {
        var current = status.Conditions;
        var containersReady = MakeContainersReady(pod, status, now);
        var readyToStart = Of(pod, current, ReadyToStart, sandboxReady, null, null, now);
        var initialized = MakeInitialized(pod, status, now);
        var scheduled = Of(pod, current, Scheduled, true, null, null, now);
        if (resize is not { Reason: not null } and not { IsInProgress: true } && pod.Spec.ReadinessGates.IsEmpty && AreKubelets(old))
        {
            var ready = MakeReady(pod, current, default, containersReady, now);
            var isCurrent = current.Count == 5 && ReferenceEquals(current[0], readyToStart) && ReferenceEquals(current[1], initialized)
                && ReferenceEquals(current[2], ready) && ReferenceEquals(current[3], containersReady) && ReferenceEquals(current[4], scheduled);
            return isCurrent ? current : [readyToStart, initialized, ready, containersReady, scheduled];
        }

        var conditions = new List<PodCondition>(old.Count + 7);
        foreach (var condition in old)
        {
            if (!IsKubelets(condition.Type)) conditions.Add(condition);
        }

        if (resize?.Reason is { } reason) conditions.Add(Of(pod, current, ResizePending, true, reason, resize.Message, now));
        if (resize is { IsInProgress: true }) conditions.Add(Of(pod, current, ResizeInProgress, true, resize.Error is null ? null : "Error", resize.Error, now));
        conditions.Add(readyToStart);
        conditions.Add(initialized);
        conditions.Add(MakeReady(pod, current, conditions.ToValueList(), containersReady, now));
        conditions.Add(containersReady);
        conditions.Add(scheduled);
        return conditions.ToValueList();
    }

    /// <param name="current">The conditions as they are.</param>
    /// <param name="now">When it has become so, where it was not so before; null: that is for others to say.</param>
    public static PodCondition Of(Pod pod, ValueList<PodCondition> current, string type, bool value, string? reason, string? message, DateTimeOffset? now = null)
    {
        var status = value ? "True" : "False";
        var since = now;
        // Most conditions stay as they are; those need no new object.
        foreach (var known in current)
        {
            if (known.Type != type) continue;
            if (known.Status == status && known.Reason == reason && known.Message == message && known.ObservedGeneration == pod.Metadata.Generation && known.LastProbeTime is null) return known;
            if (now is not null) since = known.Status == status ? known.LastTransitionTime : now;
        }

        return new PodCondition { Type = type, Status = status, Reason = reason, Message = message, ObservedGeneration = pod.Metadata.Generation, LastTransitionTime = since };
    }

    public static PodCondition MakeContainersReady(Pod pod, in StatusParts status, DateTimeOffset? now = null)
    {
        if (status.Phase == PodPhases.Failed) return Of(pod, status.Conditions, ContainersReady, false, "PodFailed", null, now);
        if (status.Phase == PodPhases.Succeeded) return Of(pod, status.Conditions, ContainersReady, false, PodCompleted, null, now);
        List<string>? unknown = null, unready = null;
        foreach (var container in pod.Spec.InitContainers)
        {
            if (container.IsSidecar()) Judge(container.Name, status.InitContainers, ref unknown, ref unready);
        }

        foreach (var container in pod.Spec.Containers) Judge(container.Name, status.Containers, ref unknown, ref unready);
        return Describe(pod, status.Conditions, ContainersReady, "ContainersNotReady", "unready", unknown, unready, now);
    }

    public static PodCondition MakeReady(Pod pod, ValueList<PodCondition> current, ValueList<PodCondition> others, PodCondition containersReady, DateTimeOffset? now = null)
    {
        if (containersReady.Status != "True") return Of(pod, current, Ready, false, containersReady.Reason, containersReady.Message, now);
        List<string>? unmet = null;
        foreach (var gate in pod.Spec.ReadinessGates)
        {
            PodCondition? found = null;
            foreach (var condition in others)
            {
                if (condition.Type == gate.ConditionType) found = condition;
            }

            if (found is null) (unmet ??= []).Add($"corresponding condition of pod readiness gate \"{gate.ConditionType}\" does not exist.");
            else if (found.Status != "True") (unmet ??= []).Add($"the status of pod readiness gate \"{gate.ConditionType}\" is not \"True\", but {found.Status}");
        }

        return unmet is null ? Of(pod, current, Ready, true, null, null, now) : Of(pod, current, Ready, false, "ReadinessGatesNotReady", string.Join(", ", unmet), now);
    }

    private static PodCondition MakeInitialized(Pod pod, in StatusParts status, DateTimeOffset now)
    {
        if (pod.Spec.InitContainers.IsEmpty) return Of(pod, status.Conditions, Initialized, true, status.Phase == PodPhases.Succeeded ? PodCompleted : null, null, now);
        List<string>? unknown = null, unready = null;
        foreach (var container in pod.Spec.InitContainers)
        {
            ContainerStatus? found = null;
            foreach (var candidate in status.InitContainers)
            {
                if (candidate.Name == container.Name) found = candidate;
            }

            if (found is null) (unknown ??= []).Add(container.Name);
            else if (container.IsSidecar() ? found.Started != true : !found.Ready) (unready ??= []).Add(container.Name);
        }

        if (status.Phase == PodPhases.Succeeded && unknown is null) return Of(pod, status.Conditions, Initialized, true, PodCompleted, null, now);
        // Sidecars that were started again do not undo the initialization.
        if (AnyMainContainerBegan(status)) return Of(pod, status.Conditions, Initialized, true, null, null, now);
        return Describe(pod, status.Conditions, Initialized, "ContainersNotInitialized", "incomplete", unknown, unready, now);
    }

    private static bool AnyMainContainerBegan(in StatusParts status)
    {
        foreach (var container in status.Containers)
        {
            if (container.State.Running is not null || container.State.Terminated is not null || container.LastState.Terminated is not null) return true;
        }

        return false;
    }

    private static void Judge(string name, ValueList<ContainerStatus> statuses, ref List<string>? unknown, ref List<string>? unready)
    {
        foreach (var status in statuses)
        {
            if (status.Name != name) continue;
            if (!status.Ready) (unready ??= []).Add(name);
            return;
        }

        (unknown ??= []).Add(name);
    }

    private static PodCondition Describe(Pod pod, ValueList<PodCondition> current, string type, string reason, string word, List<string>? unknown, List<string>? unready, DateTimeOffset? now)
    {
        if (unknown is null && unready is null) return Of(pod, current, type, true, null, null, now);
        var parts = new List<string>(2);
        if (unknown is not null) parts.Add($"containers with unknown status: [{string.Join(' ', unknown)}]");
        if (unready is not null) parts.Add($"containers with {word} status: [{string.Join(' ', unready)}]");
        return Of(pod, current, type, false, reason, string.Join(", ", parts), now);
    }
}
