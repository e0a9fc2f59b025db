using Podlab.Api.Model;
using Podlab.Engine.Apiserver;
using Podlab.Engine.Controllers.Pods;
using Podlab.Engine.Events;

namespace Podlab.Engine.Controllers.Deployments;

/// <summary>The ReplicaSets of a Deployment during one reconciliation: which one has its template, which are older. Every write to them and to the Deployment goes through here.</summary>
/// <remarks>Follows getAllReplicaSetsAndSyncRevision, getNewReplicaSet and scaleReplicaSet in pkg/controller/deployment/sync.go (v1.36.3).</remarks>
internal sealed class DeploymentSets(ControllerContext context, IEventRecorder recorder, string component, Deployment deployment, List<ReplicaSet> sets)
{
    private readonly ResourceClient<ReplicaSet> client = context.Of<ReplicaSet>();
    private readonly ResourceClient<Deployment> deployments = context.Of<Deployment>();
    private List<ReplicaSet> old = [];

    /// <summary>As it is now, after the writes of this reconciliation.</summary>
    public Deployment Deployment { get; private set; } = deployment;

    /// <summary>The set with the Deployment's template; null where there is none yet.</summary>
    public ReplicaSet? Current { get; private set; }

    /// <summary>The others, oldest first.</summary>
    public IReadOnlyList<ReplicaSet> Old => old;

    public IReadOnlyList<ReplicaSet> All => Current is null ? old : [.. old, Current];

    public int Desired => Deployment.Spec.Replicas ?? 1;

    private DateTimeOffset Now => context.Clock.Now;

    public static int SizeOf(ReplicaSet set) => set.Spec.Replicas ?? 1;

    /// <summary>Finds the current set and gives it the Deployment's next revision; makes it where it is missing and <paramref name="create"/> says so.</summary>
    public void Split(bool create)
    {
        var ordered = sets.OrderBy(set => set.Metadata.CreationTimestamp).ThenBy(set => set.Metadata.Name, StringComparer.Ordinal).ToList();
        Current = ordered.Find(set => PodTemplateHash.SameButForHash(set.Spec.Template, Deployment.Spec.Template));
        old = ordered.Where(set => set.Metadata.Uid != Current?.Metadata.Uid).ToList();
        var revision = RevisionAnnotations.Highest(old) + 1;
        if (Current is not null) AdoptRevision(Current, revision);
        else if (create) Make(revision);
    }

    /// <summary>Writes a set's size, where it is another, and an event that tells of it. Says whether it was another.</summary>
    public bool ScaleTo(ReplicaSet set, int size) => SizeOf(set) != size && ScaleOrNote(set, size);

    /// <summary>As <see cref="ScaleTo"/>; where the size stays, what the Deployment wants now is written all the same.</summary>
    public bool ScaleOrNote(ReplicaSet set, int size)
    {
        var before = SizeOf(set);
        var metadata = RevisionAnnotations.WithReplicas(set.Metadata, Desired, Desired + RollingBounds.Of(Deployment).MaxSurge);
        if (before == size && metadata == set.Metadata) return false;
        Replace(set, client.Update(set with { Metadata = metadata, Spec = set.Spec with { Replicas = size } }, component));
        if (before == size) return false;
        recorder.Event(Deployment, "Normal", "ScalingReplicaSet", $"Scaled {(before < size ? "up" : "down")} replica set {set.Metadata.Name} from {before} to {size}");
        return true;
    }

    /// <summary>Old sets beyond the history limit go, the earliest revisions first; one of them that still has pods, or may have, stays.</summary>
    public void CleanUp()
    {
        if (Deployment.Spec.RevisionHistoryLimit is not { } limit || limit == int.MaxValue) return;
        var alive = old.Where(set => set.Metadata.DeletionTimestamp is null).OrderBy(set => RevisionAnnotations.RevisionOf(set.Metadata)).ThenBy(set => set.Metadata.CreationTimestamp).ToList();
        foreach (var set in alive.Take(Math.Max(0, alive.Count - limit)))
        {
            if (set.Status.Replicas == 0 && set.Spec.Replicas == 0 && set.Metadata.Generation <= set.Status.ObservedGeneration) client.Delete(set.Metadata.Namespace ?? "", set.Metadata.Name ?? "");
        }
    }

    public void UpdateStatus(DeploymentStatus status)
    {
        if (status != Deployment.Status) Deployment = deployments.UpdateStatus(Deployment with { Status = status }, component);
    }

    /// <summary>Writes the status and goes on with the object as it was read: what this reconciliation writes after it meets a conflict, and the next one does it.</summary>
    public void UpdateStatusUnseen(DeploymentStatus status)
    {
        deployments.UpdateStatus(Deployment with { Status = status }, component);
        Deployment = Deployment with { Status = status };
    }

    /// <summary>Writes the Deployment itself.</summary>
    public void Update(Deployment deployment) => Deployment = deployments.Update(deployment, component);

    public void Event(string type, string reason, string message) => recorder.Event(Deployment, type, reason, message);

    private void AdoptRevision(ReplicaSet current, long revision)
    {
        var metadata = RevisionAnnotations.ForNewSet(current.Metadata, Deployment.Metadata, revision, exists: true);
        if (metadata != current.Metadata || current.Spec.MinReadySeconds != Deployment.Spec.MinReadySeconds)
            Replace(current, client.Update(current with { Metadata = metadata, Spec = current.Spec with { MinReadySeconds = Deployment.Spec.MinReadySeconds } }, component));
        var status = Deployment.Status;
        if (DeploymentProgress.HasDeadline(Deployment) && DeploymentConditions.Find(status, DeploymentConditions.Progressing) is null)
            status = DeploymentConditions.Set(status, DeploymentConditions.Progressing, true, "FoundNewReplicaSet", $"Found new replica set \"{current.Metadata.Name}\"", Now);
        WriteRevision(status);
    }

    private void WriteRevision(DeploymentStatus status)
    {
        var text = Current!.Metadata.Annotations.GetValueOrDefault(RevisionAnnotations.Revision) ?? "";
        var metadata = Deployment.Metadata.Annotations.GetValueOrDefault(RevisionAnnotations.Revision) == text
            ? Deployment.Metadata
            : Deployment.Metadata with { Annotations = Deployment.Metadata.Annotations.Set(RevisionAnnotations.Revision, text) };
        if (metadata != Deployment.Metadata || status != Deployment.Status)
            Deployment = deployments.UpdateStatus(Deployment with { Metadata = metadata, Status = status }, component);
    }

    private void Make(long revision)
    {
        var set = NewReplicaSet.Of(Deployment, revision, RollingBounds.SizeOfNew(Deployment, All, 0));
        try
        {
            Current = client.Create(set, component);
        }
        catch (ApiException exception) when (exception.IsAlreadyExists)
        {
            // Another template with the same hash: count it in and try with the next one.
            deployments.UpdateStatus(Deployment with { Status = Deployment.Status with { CollisionCount = (Deployment.Status.CollisionCount ?? 0) + 1 } }, component);
            throw;
        }
        catch (ApiException exception) when (!PodControl.IsNamespaceTerminating(exception))
        {
            var reason = $"Failed to create new replica set \"{set.Metadata.Name}\": {exception.Message}";
            if (DeploymentProgress.HasDeadline(Deployment))
                deployments.UpdateStatus(Deployment with { Status = DeploymentConditions.Set(Deployment.Status, DeploymentConditions.Progressing, false, "ReplicaSetCreateError", reason, Now) }, component);
            recorder.Event(Deployment, "Warning", "ReplicaSetCreateError", reason);
            throw;
        }

        sets.Add(Current);
        if (SizeOf(Current) > 0) recorder.Event(Deployment, "Normal", "ScalingReplicaSet", $"Scaled up replica set {Current.Metadata.Name} from 0 to {SizeOf(Current)}");
        WriteRevision(DeploymentProgress.HasDeadline(Deployment)
            ? DeploymentConditions.Set(Deployment.Status, DeploymentConditions.Progressing, true, "NewReplicaSetCreated", $"Created new replica set \"{Current.Metadata.Name}\"", Now)
            : Deployment.Status);
    }

    private void Replace(ReplicaSet before, ReplicaSet after)
    {
        if (Current?.Metadata.Uid == before.Metadata.Uid) Current = after;
        var index = old.FindIndex(set => set.Metadata.Uid == before.Metadata.Uid);
        if (index >= 0) old[index] = after;
        index = sets.FindIndex(set => set.Metadata.Uid == before.Metadata.Uid);
        if (index >= 0) sets[index] = after;
    }
}
