using Podlab.Api;
using Podlab.Api.Model;

namespace Podlab.Engine.Controllers.StatefulSets;

/// <summary>Who owns a claim of a StatefulSet, and takes it along when it goes: nobody, the set, or a pod that the set does not want any more.</summary>
/// <remarks>Follows updateClaimOwnerRefForSetAndPod in pkg/controller/statefulset/stateful_set_utils.go (v1.36.3). A claim that another controller has is left to it.</remarks>
internal static class ClaimRetention
{
    public static ValueList<OwnerReference> OwnersOf(PersistentVolumeClaim claim, StatefulSet set, Pod pod)
    {
        var others = claim.Metadata.OwnerReferences.Where(reference => !IsTo(reference, set) && !IsTo(reference, pod)).ToValueList();
        if (others.Any(reference => reference.Controller == true)) return others;
        return Wanted(set, pod) is { } owner ? others.Add(owner) : others.Count == 0 ? default : others;
    }

    private static OwnerReference? Wanted(StatefulSet set, Pod pod)
    {
        var policy = set.Spec.PersistentVolumeClaimRetentionPolicy;
        var isWanted = StatefulPods.OrdinalOf(set, pod) is { } ordinal && StatefulPods.IsWanted(set, ordinal);
        if (policy?.WhenScaled == "Delete" && !isWanted) return Owners.ReferenceTo(pod);
        return policy?.WhenDeleted == "Delete" ? Owners.ReferenceTo(set) : null;
    }

    /// <summary>By kind and name: a reference to one that had the name before is out of date and goes too.</summary>
    private static bool IsTo(OwnerReference reference, IKubernetesObject owner) => reference.Kind == owner.Kind && reference.Name == owner.Metadata.Name;
}
