using Podlab.Api.Model;
using Podlab.Engine.Apiserver;
using Podlab.Engine.Events;

namespace Podlab.Engine.Controllers.StatefulSets;

/// <summary>Makes and deletes the pods of a StatefulSet, claims first, with the events that tell of it.</summary>
/// <remarks>Follows pkg/controller/statefulset/stateful_pod_control.go (v1.36.3).</remarks>
internal sealed class StatefulPodControl(ControllerContext context, IEventRecorder recorder)
{
    public void Create(StatefulSet set, Pod pod)
    {
        foreach (var claim in StatefulPods.Claims(set, pod.Metadata.Name ?? "")) EnsureClaim(set, pod, claim);
        Tell(set, "Create", "Pod " + pod.Metadata.Name, "successful", () => pod = context.Of<Pod>().Create(pod, StatefulSetController.ControllerName));
        KeepClaims(set, pod);
    }

    /// <summary>Makes the claims of a pod belong to whom the set's retention policy says.</summary>
    public void KeepClaims(StatefulSet set, Pod pod)
    {
        foreach (var wanted in StatefulPods.Claims(set, pod.Metadata.Name ?? ""))
        {
            if (context.Of<PersistentVolumeClaim>().Find(wanted.Metadata.Namespace ?? "", wanted.Metadata.Name ?? "") is not { } claim) continue;
            var owners = ClaimRetention.OwnersOf(claim, set, pod);
            if (owners != claim.Metadata.OwnerReferences) context.Of<PersistentVolumeClaim>().Update(claim with { Metadata = claim.Metadata with { OwnerReferences = owners } }, StatefulSetController.ControllerName);
        }
    }

    public void Delete(StatefulSet set, Pod pod) =>
        Tell(set, "Delete", "Pod " + pod.Metadata.Name, "successful", () => context.Of<Pod>().Delete(pod.Metadata.Namespace ?? "", pod.Metadata.Name ?? "", uid: pod.Metadata.Uid));

    private void EnsureClaim(StatefulSet set, Pod pod, PersistentVolumeClaim claim)
    {
        if (context.Of<PersistentVolumeClaim>().Find(claim.Metadata.Namespace ?? "", claim.Metadata.Name ?? "") is { } existing)
        {
            // It goes with the data of the one before: the pod waits for a claim of its own.
            if (existing.Metadata.DeletionTimestamp is not null) Tell(set, "Create", "Pod " + pod.Metadata.Name, "successful", () => throw ApiException.Internal($"pvc {claim.Metadata.Name} is being deleted"));
            return;
        }

        Tell(set, "Create", $"Claim {claim.Metadata.Name} Pod {pod.Metadata.Name}", "success", () => context.Of<PersistentVolumeClaim>().Create(claim, StatefulSetController.ControllerName));
    }

    private void Tell(StatefulSet set, string verb, string what, string well, Action action)
    {
        try
        {
            action();
            recorder.Event(set, "Normal", $"Successful{verb}", $"{verb} {what} in StatefulSet {set.Metadata.Name} {well}");
        }
        catch (ApiException exception) when (verb == "Delete" && exception.IsNotFound)
        {
            // Gone already, as it should be.
        }
        catch (ApiException exception)
        {
            recorder.Event(set, "Warning", $"Failed{verb}", $"{verb} {what} in StatefulSet {set.Metadata.Name} failed error: {exception.Message}");
            throw;
        }
    }
}
