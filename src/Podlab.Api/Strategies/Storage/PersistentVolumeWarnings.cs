using Podlab.Api.Model;
using Podlab.Api.Strategies.Pods;

namespace Podlab.Api.Strategies.Storage;

/// <summary>Annotations, policies and sources of volumes that are going away or gone.</summary>
/// <remarks>Follows pkg/api/persistentvolume/util.go (v1.36.3).</remarks>
internal static class PersistentVolumeWarnings
{
    private const string OldClass = "volume.beta.kubernetes.io/storage-class";
    private const string OldOptions = "volume.beta.kubernetes.io/mount-options";

    public static void Add(ref List<string>? warnings, PersistentVolume value)
    {
        if (value.Metadata.Annotations.ContainsKey(OldClass))
        {
            PodWarnings.Say(ref warnings, $"metadata.annotations[{OldClass}]: deprecated since v1.8; use \"storageClassName\" attribute instead");
        }
        if (value.Metadata.Annotations.ContainsKey(OldOptions))
        {
            PodWarnings.Say(ref warnings, $"metadata.annotations[{OldOptions}]: deprecated since v1.31; use \"mountOptions\" attribute instead");
        }
        if (value.Spec.PersistentVolumeReclaimPolicy == "Recycle")
        {
            PodWarnings.Say(ref warnings, "spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. Instead, the recommended approach is to use dynamic provisioning.");
        }
        var terms = value.Spec.NodeAffinity?.Required?.NodeSelectorTerms ?? default;
        for (var i = 0; i < terms.Count; i++)
        {
            AffinityWarnings.Term(ref warnings, $"spec.nodeAffinity.required.nodeSelectorTerms[{i}]", terms[i]);
        }
        foreach (var gone in Gone(value.Spec))
        {
            PodWarnings.Say(ref warnings, "spec." + gone);
        }
    }

    private static IEnumerable<string> Gone(PersistentVolumeSpec spec)
    {
        if (spec.Cephfs is not null) yield return "cephfs: deprecated in v1.28, non-functional in v1.31+";
        if (spec.PhotonPersistentDisk is not null) yield return "photonPersistentDisk: deprecated in v1.11, non-functional in v1.16+";
        if (spec.ScaleIO is not null) yield return "scaleIO: deprecated in v1.16, non-functional in v1.22+";
        if (spec.Storageos is not null) yield return "storageOS: deprecated in v1.22, non-functional in v1.25+";
        if (spec.Glusterfs is not null) yield return "glusterfs: deprecated in v1.25, non-functional in v1.26+";
        if (spec.Rbd is not null) yield return "rbd: deprecated in v1.28, non-functional in v1.31+";
    }
}
