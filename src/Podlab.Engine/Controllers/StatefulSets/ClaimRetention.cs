using Podlab.Api;
using Podlab.Api.Model;

namespace Podlab.Engine.Controllers.StatefulSets;

/// <summary>Who owns a claim of a StatefulSet, and takes it along when it goes: nobody, the set, or a pod that the set does not want any more.</summary>
/// <remarks>Follows isClaimOwnerUpToDate and updateClaimOwnerRefForSetAndPod in pkg/controller/statefulset/stateful_set_utils.go (v1.36.3).</remarks>
internal static class ClaimRetention
{
    /// <summary>The claim names an earlier pod or set of this name: it will go with that one, and is left alone until then.</summary>
    public static bool IsStale(PersistentVolumeClaim claim, IKubernetesObject owner) =>
        claim.Metadata.OwnerReferences.FirstOrDefault(reference => IsTo(reference, owner)) is { } found && found.Uid != owner.Metadata.Uid;

    /// <summary>A policy is asked for, but somebody else has the claim: it is left to them.</summary>
    public static bool HasUnexpectedController(PersistentVolumeClaim claim, StatefulSet set, Pod pod)
    {
        if (!DeletesWhenScaled(set) && !DeletesWhenDeleted(set)) return false;
        foreach (var reference in claim.Metadata.OwnerReferences)
        {
            if (IsTo(reference, set) ? reference.Uid != set.Metadata.Uid : IsTo(reference, pod) ? reference.Uid != pod.Metadata.Uid : reference.Controller == true) return true;
        }

        return false;
    }

    /// <summary>Whether the claim's owners are what the set's policy asks for, or not to be touched.</summary>
    public static bool IsUpToDate(PersistentVolumeClaim claim, StatefulSet set, Pod pod)
    {
        if (IsStale(claim, set) || IsStale(claim, pod)) return true;
        var (ofSet, ofPod) = (Has(claim, set), Has(claim, pod));
        if (HasUnexpectedController(claim, set, pod)) return !ofSet && !ofPod;
        if (claim.Metadata.OwnerReferences.Any(reference => (reference.Uid == set.Metadata.Uid || reference.Uid == pod.Metadata.Uid) && reference.Controller != true)) return false;
        var (wantsSet, wantsPod) = Wanted(set, pod);
        return ofSet == wantsSet && ofPod == wantsPod;
    }

    public static ValueList<OwnerReference> OwnersOf(PersistentVolumeClaim claim, StatefulSet set, Pod pod)
    {
        var others = claim.Metadata.OwnerReferences.Where(reference => !IsTo(reference, set) && !IsTo(reference, pod)).ToValueList();
        var (wantsSet, wantsPod) = HasUnexpectedController(claim, set, pod) ? (false, false) : Wanted(set, pod);
        if (wantsPod) return others.Add(Owners.ReferenceTo(pod));
        return wantsSet ? others.Add(Owners.ReferenceTo(set)) : others.Count == 0 ? default : others;
    }

    public static bool DeletesWhenScaled(StatefulSet set) => set.Spec.PersistentVolumeClaimRetentionPolicy?.WhenScaled == "Delete";

    private static bool DeletesWhenDeleted(StatefulSet set) => set.Spec.PersistentVolumeClaimRetentionPolicy?.WhenDeleted == "Delete";

    private static (bool Set, bool Pod) Wanted(StatefulSet set, Pod pod)
    {
        var isWanted = StatefulPods.OrdinalOf(set, pod) is { } ordinal && StatefulPods.IsWanted(set, ordinal);
        var ofPod = DeletesWhenScaled(set) && !isWanted;
        return (DeletesWhenDeleted(set) && !ofPod, ofPod);
    }

    private static bool Has(PersistentVolumeClaim claim, IKubernetesObject owner) => claim.Metadata.OwnerReferences.Any(reference => reference.Uid == owner.Metadata.Uid);

    private static bool IsTo(OwnerReference reference, IKubernetesObject owner) =>
        reference.Kind == owner.Kind && reference.ApiVersion == owner.ApiVersion && reference.Name == owner.Metadata.Name;
}
