using Podlab.Api;
using Podlab.Api.Model;
using Podlab.Engine.Apiserver;
using Podlab.Engine.Kubelet.StaticPods;
using Podlab.Engine.Kubelet.Workers;

namespace Podlab.Engine.Kubelet.Status;

/// <summary>Keeps the status of each pod and writes it to the API as soon as it changes.</summary>
/// <remarks>Follows pkg/kubelet/status/status_manager.go (v1.36.3).</remarks>
internal sealed class StatusManager(KubeletContext context)
{
    private static readonly TimeSpan RetryPeriod = TimeSpan.FromSeconds(10);
    private readonly ResourceClient<Pod> pods = context.Api.Of<Pod>();
    private readonly OrderedDictionary<PodWorker, bool> unwritten = [];

    /// <summary>Called after a pod's status was set, before anything else happens.</summary>
    public Action<PodWorker>? Changed { get; set; }

    public void Set(PodWorker worker, PodStatus status)
    {
        var old = worker.Status.Current ?? worker.Pod.Status;
        var start = old.StartTime ?? status.StartTime ?? WholeSecond(context.Wall.Now);
        var conditions = KeepTransitions(old.Conditions, status.Conditions, WholeSecond(context.Wall.Now));
        if (start != status.StartTime || !conditions.IsSameAs(status.Conditions)) status = status with { StartTime = start, Conditions = conditions };
        if (!old.Equals(status) || worker.Status.Current is null)
        {
            worker.Status.Current = status;
            Changed?.Invoke(worker);
        }

        Write(worker);
    }

    public void SetReady(PodWorker worker, string containerId, bool ready) =>
        SetFlag(worker, containerId, status => status.Ready == ready ? status : status with { Ready = ready });

    public void SetStarted(PodWorker worker, string containerId, bool started) =>
        SetFlag(worker, containerId, status => status.Started == started ? status : status with { Started = started });

    /// <summary>The sandbox has just come up: the condition does not wait for the first containers.</summary>
    public void SetSandboxReady(PodWorker worker)
    {
        if (worker.Status.Current is not { } status) return;
        for (var i = 0; i < status.Conditions.Count; i++)
        {
            if (status.Conditions[i].Type != PodConditions.ReadyToStart || status.Conditions[i].Status == "True") continue;
            Set(worker, status with { Conditions = status.Conditions.SetItem(i, PodConditions.Of(worker.Pod, status.Conditions, PodConditions.ReadyToStart, true, null, null, WholeSecond(context.Wall.Now))) });
            return;
        }
    }

    /// <summary>Writes what the API does not have yet.</summary>
    public void Write(PodWorker worker)
    {
        if (worker.Status.Current is not { } status) return;
        if (Find(worker) is not { } current) return;
        if (worker.Status.IsWritten(current, status, worker.IsTerminated)) return;
        var merged = Merge(worker, current.Status, status);
        try
        {
            if (!ReferenceEquals(merged, current.Status) && !merged.Equals(current.Status)) current = pods.UpdateStatus(current with { Status = merged }, "kubelet");
            worker.Status.SetWritten(current, status, worker.IsTerminated);
        }
        catch (ApiException refusal) when (refusal.IsNotFound || refusal.IsConflict)
        {
            // The pod went away or was replaced under our hands; its next version, if any, brings a new sync.
        }
        catch (ApiException refusal) when (refusal.IsTransient)
        {
            TryLater(worker, isDeletion: false);
        }
    }

    /// <summary>Removes a pod whose end was asked for from the API.</summary>
    public void Delete(PodWorker worker)
    {
        if (Find(worker) is not { } current || (current.Metadata.DeletionTimestamp is null && !worker.IsStatic)) return;
        try
        {
            pods.Delete("kubelet", current.Metadata.Namespace ?? "", current.Metadata.Name ?? "", current.Metadata.Uid, gracePeriodSeconds: 0);
        }
        catch (ApiException refusal) when (refusal.IsNotFound || refusal.IsConflict)
        {
            // Somebody else was faster.
        }
        catch (ApiException refusal) when (refusal.IsTransient)
        {
            TryLater(worker, isDeletion: true);
        }
    }

    /// <summary>What could not be written is written with the next look, ten seconds later.</summary>
    private void TryLater(PodWorker worker, bool isDeletion)
    {
        if (unwritten.Count == 0) context.Clock.Schedule(RetryPeriod, TryAgain);
        unwritten[worker] = isDeletion || unwritten.GetValueOrDefault(worker);
    }

    private void TryAgain()
    {
        var all = unwritten.ToArray();
        unwritten.Clear();
        foreach (var (worker, isDeletion) in all)
        {
            Write(worker);
            if (isDeletion) Delete(worker);
        }
    }

    /// <summary>The pod in the API; a static pod's mirror.</summary>
    private Pod? Find(PodWorker worker)
    {
        var metadata = worker.Pod.Metadata;
        var found = pods.Find(metadata.Namespace ?? "", metadata.Name ?? "");
        if (found is null) return null;
        return (worker.IsStatic ? MirrorPods.SourceOf(found) : found.Metadata.Uid) == worker.Uid ? found : null;
    }

    /// <summary>What others wrote stays; a final phase waits until nothing of the pod can run.</summary>
    private static PodStatus Merge(PodWorker worker, PodStatus old, PodStatus status)
    {
        if (!PodPhases.IsTerminal(old.Phase) && PodPhases.IsTerminal(status.Phase) && !worker.IsTerminated)
            status = status with { Phase = old.Phase, Reason = old.Reason, Message = old.Message };
        var conditions = PodConditions.AreKubelets(old.Conditions) && PodConditions.AreKubelets(status.Conditions) ? status.Conditions : Merge(old, status);
        if (conditions.IsSameAs(status.Conditions) && status.ResourceClaimStatuses.IsSameAs(old.ResourceClaimStatuses) && status.NominatedNodeName == old.NominatedNodeName) return status;
        return status with { Conditions = conditions, ResourceClaimStatuses = old.ResourceClaimStatuses, NominatedNodeName = old.NominatedNodeName };
    }

    private static ValueList<PodCondition> Merge(PodStatus old, PodStatus status)
    {
        var conditions = new List<PodCondition>(status.Conditions.Count + 2);
        foreach (var condition in old.Conditions)
        {
            if (!PodConditions.IsKubelets(condition.Type)) conditions.Add(condition);
        }

        var becomesTerminal = !PodPhases.IsTerminal(old.Phase) && PodPhases.IsTerminal(status.Phase);
        foreach (var condition in status.Conditions)
        {
            if (PodConditions.IsKubelets(condition.Type))
            {
                conditions.Add(condition);
            }
            else if (condition.Type == "DisruptionTarget" && becomesTerminal)
            {
                conditions.RemoveAll(other => other.Type == condition.Type);
                conditions.Add(condition);
            }
        }

        var merged = conditions.ToValueList();
        return merged == old.Conditions ? old.Conditions : merged;
    }

    private void SetFlag(PodWorker worker, string containerId, Func<ContainerStatus, ContainerStatus> change)
    {
        if (worker.Status.Current is not { } status) return;
        var changed = Change(status.ContainerStatuses, containerId, change) is { } main ? status with { ContainerStatuses = main }
            : Change(status.InitContainerStatuses, containerId, change) is { } init ? status with { InitContainerStatuses = init } : null;
        if (changed is null) return;
        var containersReady = PodConditions.MakeContainersReady(worker.Pod, StatusParts.Of(changed));
        var ready = PodConditions.MakeReady(worker.Pod, changed.Conditions, changed.Conditions, containersReady);
        Set(worker, changed with
        {
            Conditions = changed.Conditions.Map(condition => condition.Type switch
            {
                PodConditions.Ready => ready,
                PodConditions.ContainersReady => containersReady,
                _ => condition,
            }),
        });
    }

    private static ValueList<ContainerStatus>? Change(ValueList<ContainerStatus> statuses, string containerId, Func<ContainerStatus, ContainerStatus> change)
    {
        for (var i = 0; i < statuses.Count; i++)
        {
            if (statuses[i].ContainerID != containerId) continue;
            var changed = change(statuses[i]);
            return ReferenceEquals(changed, statuses[i]) ? null : statuses.SetItem(i, changed);
        }

        return null;
    }

    /// <summary>A condition whose status stays keeps the time of its last transition.</summary>
    public static ValueList<PodCondition> KeepTransitions(ValueList<PodCondition> old, ValueList<PodCondition> conditions, DateTimeOffset now)
    {
        if (conditions.IsSameAs(old)) return old;
        PodCondition[]? result = null;
        var isOld = old.Count == conditions.Count;
        for (var i = 0; i < conditions.Count; i++)
        {
            var condition = conditions[i];
            PodCondition? before = null;
            foreach (var candidate in old)
            {
                if (candidate.Type == condition.Type) before = candidate;
            }

            var since = before is null ? condition.LastTransitionTime ?? now : before.Status == condition.Status ? before.LastTransitionTime : now;
            // Conditions mostly stay as they are, and then so does their list.
            if (condition.LastTransitionTime != since) (result ??= conditions.AsSpan().ToArray())[i] = condition with { LastTransitionTime = since };
            isOld = isOld && old[i].Equals(result is null ? condition : result[i]);
        }

        return isOld ? old : result is null ? conditions : ValueList.Own(result);
    }

    public static DateTimeOffset WholeSecond(DateTimeOffset time) => new(time.UtcTicks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, TimeSpan.Zero);
}
