using Podlab.Api.Model;
using Podlab.Engine.Apiserver;
using Podlab.Engine.Controllers.Pods;
using Podlab.Engine.Events;

namespace Podlab.Engine.Controllers.Deployments;

/// <summary>One reconciliation of one Deployment: its ReplicaSets as they are, and the steps that bring them nearer to its template.</summary>
/// <remarks>Follows pkg/controller/deployment/{sync,rolling,recreate}.go (v1.36.3).</remarks>
internal sealed class DeploymentRollout(ControllerContext context, IEventRecorder recorder, string component, Deployment deployment, List<ReplicaSet> sets)
{
    private readonly ResourceClient<ReplicaSet> client = context.Of<ReplicaSet>();
    private readonly ResourceClient<Deployment> deployments = context.Of<Deployment>();
    private Deployment deployment = deployment;
    private ReplicaSet? current;
    private List<ReplicaSet> old = [];

    private IReadOnlyList<ReplicaSet> All => current is null ? old : [.. old, current];

    private int Desired => deployment.Spec.Replicas ?? 1;

    private DateTimeOffset Now => context.Clock.Now;

    /// <summary>Brings the ReplicaSets a step nearer. Gives the time after which to look again, or null.</summary>
    public TimeSpan? Step()
    {
        RecordPause();
        if (deployment.Spec.Paused || IsScaling())
        {
            SplitSets(create: false);
            Scale();
            if (deployment.Spec.Paused) CleanUp();
            return SyncStatus(judge: false);
        }

        return deployment.Spec.Strategy.Type == "Recreate" ? Recreate() : Roll();
    }

    /// <summary>For a Deployment that is going away: only tell how things are.</summary>
    public void StatusOnly()
    {
        SplitSets(create: false);
        SyncStatus(judge: false);
    }

    private TimeSpan? Roll()
    {
        SplitSets(create: true);
        if (ScaleUpNew() || ScaleDownOld()) return SyncStatus(judge: true);
        if (DeploymentProgress.IsComplete(deployment, deployment.Status)) CleanUp();
        return SyncStatus(judge: true);
    }

    private TimeSpan? Recreate()
    {
        SplitSets(create: false);
        var scaledDown = false;
        foreach (var set in old.Where(set => (set.Spec.Replicas ?? 1) > 0).ToList()) scaledDown |= ScaleTo(set, 0);
        if (scaledDown) return SyncStatus(judge: true);
        if (sets.Any(set => set != current && StillRuns(set))) return SyncStatus(judge: true);
        if (current is null) SplitSets(create: true);
        if (current is not null) ScaleTo(current, Desired);
        if (DeploymentProgress.IsComplete(deployment, deployment.Status)) CleanUp();
        return SyncStatus(judge: true);
    }

    /// <summary>A pod counts until it has ended: the new ones come only when no old one runs any more.</summary>
    private bool StillRuns(ReplicaSet set) =>
        set.Metadata.Uid != current?.Metadata.Uid && context.Pods.OfController(set.Metadata.Uid ?? "").Any(pod => !pod.IsFinished());

    /// <summary>A pause stops the deadline's clock.</summary>
    private void RecordPause()
    {
        if (!DeploymentProgress.HasDeadline(deployment)) return;
        var condition = DeploymentConditions.Find(deployment.Status, DeploymentConditions.Progressing);
        if (condition?.Reason == DeploymentProgress.DeadlineExceeded) return;
        var paused = condition?.Reason == DeploymentProgress.Paused;
        if (deployment.Spec.Paused == paused) return;
        var status = deployment.Spec.Paused
            ? Progress("Unknown", DeploymentProgress.Paused, "Deployment is paused")
            : Progress("Unknown", "DeploymentResumed", "Deployment is resumed");
        deployment = deployments.UpdateStatus(deployment with { Status = status }, component);
    }

    private DeploymentStatus Progress(string status, string reason, string message)
    {
        var before = DeploymentConditions.Find(deployment.Status, DeploymentConditions.Progressing);
        return DeploymentConditions.Put(deployment.Status, new DeploymentCondition
        {
            Type = DeploymentConditions.Progressing,
            Status = status,
            Reason = reason,
            Message = message,
            LastUpdateTime = Now,
            LastTransitionTime = before?.Status == status ? before.LastTransitionTime : Now,
        });
    }

    private bool IsScaling()
    {
        SplitSets(create: false);
        return All.Where(IsActive).Any(set => RevisionAnnotations.Desired(set) is { } desired && desired != Desired);
    }

    private static bool IsActive(ReplicaSet set) => (set.Spec.Replicas ?? 1) > 0;

    private void SplitSets(bool create)
    {
        var ordered = sets.OrderBy(set => set.Metadata.CreationTimestamp).ThenBy(set => set.Metadata.Name, StringComparer.Ordinal).ToList();
        current = ordered.Find(set => PodTemplateHash.SameButForHash(set.Spec.Template, deployment.Spec.Template));
        old = ordered.Where(set => set.Metadata.Uid != current?.Metadata.Uid).ToList();
        var revision = RevisionAnnotations.Highest(old) + 1;
        if (current is not null) AdoptRevision(revision);
        else if (create) CreateNew(revision);
    }

    private void AdoptRevision(long revision)
    {
        var metadata = RevisionAnnotations.ForNewSet(current!.Metadata, deployment.Metadata, revision, exists: true);
        if (metadata != current.Metadata || current.Spec.MinReadySeconds != deployment.Spec.MinReadySeconds)
            Replace(current, client.Update(current with { Metadata = metadata, Spec = current.Spec with { MinReadySeconds = deployment.Spec.MinReadySeconds } }, component));
        var status = deployment.Status;
        if (DeploymentProgress.HasDeadline(deployment) && DeploymentConditions.Find(status, DeploymentConditions.Progressing) is null)
            status = DeploymentConditions.Set(status, DeploymentConditions.Progressing, true, "FoundNewReplicaSet", $"Found new replica set \"{current.Metadata.Name}\"", Now);
        WriteRevision(status);
    }

    private void WriteRevision(DeploymentStatus status)
    {
        var text = current!.Metadata.Annotations.GetValueOrDefault(RevisionAnnotations.Revision) ?? "";
        var metadata = deployment.Metadata.Annotations.GetValueOrDefault(RevisionAnnotations.Revision) == text
            ? deployment.Metadata
            : deployment.Metadata with { Annotations = deployment.Metadata.Annotations.Set(RevisionAnnotations.Revision, text) };
        if (metadata != deployment.Metadata || status != deployment.Status)
            deployment = deployments.UpdateStatus(deployment with { Metadata = metadata, Status = status }, component);
    }

    private void CreateNew(long revision)
    {
        var hash = PodTemplateHash.Of(deployment.Spec.Template, deployment.Status.CollisionCount);
        var count = NewSetSize(0);
        var metadata = new ObjectMeta
        {
            Name = $"{deployment.Metadata.Name}-{hash}",
            Namespace = deployment.Metadata.Namespace,
            OwnerReferences = [Owners.ReferenceTo(deployment)],
            Labels = deployment.Spec.Template.Metadata.Labels.Set(PodTemplateHash.Label, hash),
        };
        metadata = RevisionAnnotations.WithReplicas(RevisionAnnotations.ForNewSet(metadata, deployment.Metadata, revision, exists: false), Desired, Desired + RollingBounds.Of(deployment).MaxSurge);
        var selector = deployment.Spec.Selector ?? LabelSelector.Empty;
        var set = new ReplicaSet
        {
            Metadata = metadata,
            Spec = new ReplicaSetSpec
            {
                Replicas = count,
                MinReadySeconds = deployment.Spec.MinReadySeconds,
                Selector = selector with { MatchLabels = selector.MatchLabels.Set(PodTemplateHash.Label, hash) },
                Template = PodTemplateHash.With(deployment.Spec.Template, hash),
            },
        };
        try
        {
            current = client.Create(set, component);
        }
        catch (ApiException exception) when (exception.IsAlreadyExists)
        {
            // Another template with the same hash: count it in and try with the next one.
            deployments.UpdateStatus(deployment with { Status = deployment.Status with { CollisionCount = (deployment.Status.CollisionCount ?? 0) + 1 } }, component);
            throw;
        }
        catch (ApiException exception)
        {
            var reason = $"Failed to create new replica set \"{set.Metadata.Name}\": {exception.Message}";
            if (DeploymentProgress.HasDeadline(deployment))
                deployments.UpdateStatus(deployment with { Status = DeploymentConditions.Set(deployment.Status, DeploymentConditions.Progressing, false, "ReplicaSetCreateError", reason, Now) }, component);
            recorder.Event(deployment, "Warning", "ReplicaSetCreateError", reason);
            throw;
        }

        sets.Add(current);
        if (count > 0) recorder.Event(deployment, "Normal", "ScalingReplicaSet", $"Scaled up replica set {current.Metadata.Name} from 0 to {count}");
        var status = DeploymentProgress.HasDeadline(deployment)
            ? DeploymentConditions.Set(deployment.Status, DeploymentConditions.Progressing, true, "NewReplicaSetCreated", $"Created new replica set \"{current.Metadata.Name}\"", Now)
            : deployment.Status;
        WriteRevision(status);
    }

    /// <summary>How many pods the new set may have now.</summary>
    private int NewSetSize(int present)
    {
        if (deployment.Spec.Strategy.Type != "RollingUpdate") return Desired;
        var most = Desired + RollingBounds.Of(deployment).MaxSurge;
        var total = All.Sum(set => set.Spec.Replicas ?? 1);
        return total >= most ? present : present + Math.Min(most - total, Desired - present);
    }

    private bool ScaleUpNew()
    {
        var present = current!.Spec.Replicas ?? 1;
        if (present == Desired) return false;
        return ScaleTo(current, present > Desired ? Desired : NewSetSize(present));
    }

    private bool ScaleDownOld()
    {
        if (old.Sum(set => set.Spec.Replicas ?? 1) == 0) return false;
        var least = Desired - RollingBounds.Of(deployment).MaxUnavailable;
        var newUnavailable = (current!.Spec.Replicas ?? 1) - current.Status.AvailableReplicas;
        var removable = All.Sum(set => set.Spec.Replicas ?? 1) - least - newUnavailable;
        if (removable <= 0) return false;
        var cleaned = RemoveUnhealthy(removable);
        var removed = RemoveAvailable(least);
        return cleaned + removed > 0;
    }

    /// <summary>Pods of old sets that never became available go first: they help nobody.</summary>
    private int RemoveUnhealthy(int most)
    {
        var removed = 0;
        foreach (var set in old.OrderBy(set => set.Metadata.CreationTimestamp).ThenBy(set => set.Metadata.Name, StringComparer.Ordinal).ToList())
        {
            if (removed >= most) break;
            var size = set.Spec.Replicas ?? 1;
            if (size == 0 || size == set.Status.AvailableReplicas) continue;
            var count = Math.Min(most - removed, size - set.Status.AvailableReplicas);
            if (count <= 0) continue;
            ScaleTo(set, size - count);
            removed += count;
        }

        return removed;
    }

    private int RemoveAvailable(int least)
    {
        var allowed = All.Sum(set => set.Status.AvailableReplicas) - least;
        var removed = 0;
        foreach (var set in old.OrderBy(set => set.Metadata.CreationTimestamp).ThenBy(set => set.Metadata.Name, StringComparer.Ordinal).ToList())
        {
            if (removed >= allowed) break;
            var size = set.Spec.Replicas ?? 1;
            if (size == 0) continue;
            var count = Math.Min(size, allowed - removed);
            ScaleTo(set, size - count);
            removed += count;
        }

        return removed;
    }

    /// <summary>The Deployment's size changed: one active set takes it all; in mid-rollout all grow or shrink in proportion.</summary>
    private void Scale()
    {
        var active = All.Where(IsActive).ToList();
        if (active.Count <= 1)
        {
            var only = active.Count == 1 ? active[0] : current ?? All.LastOrDefault();
            if (only is not null && (only.Spec.Replicas ?? 1) != Desired) ScaleTo(only, Desired);
            return;
        }

        if (current is not null && IsSaturated(current))
        {
            foreach (var set in old.Where(IsActive).ToList()) ScaleTo(set, 0);
            return;
        }

        if (deployment.Spec.Strategy.Type != "RollingUpdate") return;
        foreach (var (set, size) in ProportionalScaling.Share(deployment, active)) ScaleTo(set, size);
    }

    private bool IsSaturated(ReplicaSet set) =>
        set.Spec.Replicas == Desired && RevisionAnnotations.Desired(set) == Desired && set.Status.AvailableReplicas == Desired;

    /// <summary>Writes a set's size and what the Deployment wanted then; an event tells when the size changed. Says whether it did.</summary>
    private bool ScaleTo(ReplicaSet set, int size)
    {
        var before = set.Spec.Replicas ?? 1;
        var metadata = RevisionAnnotations.WithReplicas(set.Metadata, Desired, Desired + RollingBounds.Of(deployment).MaxSurge);
        if (before == size && metadata == set.Metadata) return false;
        Replace(set, client.Update(set with { Metadata = metadata, Spec = set.Spec with { Replicas = size } }, component));
        if (before == size) return false;
        recorder.Event(deployment, "Normal", "ScalingReplicaSet", $"Scaled {(before < size ? "up" : "down")} replica set {set.Metadata.Name} from {before} to {size}");
        return true;
    }

    private void Replace(ReplicaSet before, ReplicaSet after)
    {
        if (current?.Metadata.Uid == before.Metadata.Uid) current = after;
        var index = old.FindIndex(set => set.Metadata.Uid == before.Metadata.Uid);
        if (index >= 0) old[index] = after;
        index = sets.FindIndex(set => set.Metadata.Uid == before.Metadata.Uid);
        if (index >= 0) sets[index] = after;
    }

    /// <summary>Empty old sets beyond the history limit go.</summary>
    private void CleanUp()
    {
        if (deployment.Spec.RevisionHistoryLimit is not { } limit || limit == int.MaxValue) return;
        var finished = old.Where(set => set.Metadata.DeletionTimestamp is null && set.Status.Replicas == 0 && set.Spec.Replicas == 0
            && set.Metadata.Generation <= set.Status.ObservedGeneration).OrderBy(set => RevisionAnnotations.RevisionOf(set.Metadata)).ToList();
        var alive = old.Count(set => set.Metadata.DeletionTimestamp is null);
        foreach (var set in finished.Take(Math.Max(0, alive - limit)))
            client.Delete(set.Metadata.Namespace ?? "", set.Metadata.Name ?? "");
    }

    private TimeSpan? SyncStatus(bool judge)
    {
        var status = DeploymentStatusCalculator.Calculate(deployment, All, current, Now);
        if (judge) status = DeploymentProgress.Judge(deployment, status, All, current, Now);
        if (status != deployment.Status) deployment = deployments.UpdateStatus(deployment with { Status = status }, component);
        return judge ? DeploymentProgress.UntilDeadline(deployment, deployment.Status, Now) : null;
    }
}
