using Podlab.Api.Model;
using Podlab.Engine.Apiserver;
using Podlab.Engine.Events;

namespace Podlab.Engine.Controllers.StatefulSets;

/// <summary>Makes, mends and deletes the pods of a StatefulSet, claims first, with the events that tell of it.</summary>
/// <remarks>Follows pkg/controller/statefulset/stateful_pod_control.go (v1.36.3).</remarks>
internal sealed class StatefulPodControl(ControllerContext context, IEventRecorder recorder)
{
    private readonly ResourceClient<Pod> pods = context.Of<Pod>();
    private readonly ResourceClient<PersistentVolumeClaim> claims = context.Of<PersistentVolumeClaim>();

    /// <summary>The pod's claims are those of one that had its name, and go with it: the pod waits until they are gone.</summary>
    public bool HasStaleClaim(StatefulSet set, Pod pod) => ClaimRetention.DeletesWhenScaled(set) && Existing(set, pod).Any(claim => ClaimRetention.IsStale(claim, pod));

    public void Create(StatefulSet set, Pod pod)
    {
        try
        {
            EnsureClaims(set, pod);
            pod = pods.Create(pod, StatefulSetController.ControllerName);
        }
        catch (ApiException exception)
        {
            // Somebody else's pod has the name: that is no news, and is tried again.
            if (!exception.IsAlreadyExists) Tell(set, "Create", pod, exception);
            throw;
        }

        KeepClaims(set, pod);
        Tell(set, "Create", pod, null);
    }

    /// <summary>Makes the claims of a pod that waits for them, and gives them the owner that the policy asks for.</summary>
    public void Supply(StatefulSet set, Pod pod)
    {
        EnsureClaims(set, pod);
        KeepClaims(set, pod);
    }

    /// <summary>Gives a pod back what makes it one of the set: its name's label, its claims, and these their owner.</summary>
    public void Mend(StatefulSet set, Pod pod)
    {
        var mended = StatefulPods.WithIdentity(set, pod);
        var matches = KeepsPolicy(set, pod);
        if (mended == pod && matches) return;
        try
        {
            if (mended.Spec != pod.Spec) EnsureClaims(set, pod);
            if (!matches) KeepClaims(set, pod);
            if (mended != pod) pods.Update(mended, StatefulSetController.ControllerName);
        }
        catch (ApiException exception)
        {
            Tell(set, "Update", pod, exception);
            throw;
        }

        Tell(set, "Update", pod, null);
    }

    /// <summary>Makes the claims of a pod belong to whom the set's retention policy says.</summary>
    public void KeepClaims(StatefulSet set, Pod pod)
    {
        foreach (var claim in Existing(set, pod))
        {
            if (ClaimRetention.HasUnexpectedController(claim, set, pod))
                recorder.Event(set, "Warning", "ConflictingController", $"PersistentVolumeClaim {claim.Metadata.Name} has a conflicting OwnerReference that acts as a manging controller, the retention policy is ignored for this claim");
            if (!ClaimRetention.IsUpToDate(claim, set, pod))
                claims.Update(claim with { Metadata = claim.Metadata with { OwnerReferences = ClaimRetention.OwnersOf(claim, set, pod) } }, StatefulSetController.ControllerName);
        }
    }

    public void Delete(StatefulSet set, Pod pod)
    {
        try
        {
            pods.Delete(pod.Metadata.Namespace ?? "", pod.Metadata.Name ?? "", uid: pod.Metadata.Uid);
        }
        catch (ApiException exception) when (exception.IsNotFound)
        {
            // Gone already, as it should be.
            return;
        }
        catch (ApiException exception)
        {
            Tell(set, "Delete", pod, exception);
            throw;
        }

        Tell(set, "Delete", pod, null);
    }

    private IEnumerable<PersistentVolumeClaim> Existing(StatefulSet set, Pod pod)
    {
        foreach (var wanted in StatefulPods.Claims(set, pod.Metadata.Name ?? ""))
        {
            if (claims.Find(wanted.Metadata.Namespace ?? "", wanted.Metadata.Name ?? "") is { } claim) yield return claim;
        }
    }

    private bool KeepsPolicy(StatefulSet set, Pod pod) => Existing(set, pod).All(claim => ClaimRetention.IsUpToDate(claim, set, pod));

    /// <summary>All are tried; what failed is told of together.</summary>
    private void EnsureClaims(StatefulSet set, Pod pod)
    {
        var problems = new List<string>();
        foreach (var claim in StatefulPods.Claims(set, pod.Metadata.Name ?? ""))
        {
            if (claims.Find(claim.Metadata.Namespace ?? "", claim.Metadata.Name ?? "") is { } existing)
            {
                // It goes with the data of the one before: the pod waits for a claim of its own.
                if (existing.Metadata.DeletionTimestamp is not null) problems.Add($"pvc {claim.Metadata.Name} is being deleted");
                continue;
            }

            try
            {
                claims.Create(claim, StatefulSetController.ControllerName);
                recorder.Event(set, "Normal", "SuccessfulCreate", $"Create Claim {claim.Metadata.Name} Pod {pod.Metadata.Name} in StatefulSet {set.Metadata.Name} success");
            }
            catch (ApiException exception)
            {
                problems.Add($"failed to create PVC {claim.Metadata.Name}: {exception.Message}");
                recorder.Event(set, "Warning", "FailedCreate", $"Create Claim {claim.Metadata.Name} for Pod {pod.Metadata.Name} in StatefulSet {set.Metadata.Name} failed error: {exception.Message}");
            }
        }

        if (problems.Count > 0) throw ApiException.Internal(problems.Count == 1 ? problems[0] : $"[{string.Join(", ", problems)}]");
    }

    private void Tell(StatefulSet set, string verb, Pod pod, ApiException? problem)
    {
        var what = $"{verb} Pod {pod.Metadata.Name} in StatefulSet {set.Metadata.Name}";
        if (problem is null) recorder.Event(set, "Normal", $"Successful{verb}", $"{what} successful");
        else recorder.Event(set, "Warning", $"Failed{verb}", $"{what} failed error: {problem.Message}");
    }
}
