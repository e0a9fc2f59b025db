using Podlab.Api.Model;
using Podlab.Engine.Apiserver;
using Podlab.Engine.Scheduling.Cache;

namespace Podlab.Engine.Scheduling.Plugins.Volumes;

/// <summary>The PersistentVolumeClaims a pod's volumes stand for.</summary>
internal static class PodClaims
{
    /// <summary>Names of claims, in the order of the volumes; a generic ephemeral volume stands for a claim named after pod and volume.</summary>
    public static IEnumerable<(string Claim, bool IsEphemeral)> Names(PodInfo pod)
    {
        foreach (var volume in pod.Pod.Spec.Volumes.ToArray())
        {
            if (volume.PersistentVolumeClaim is { } source) yield return (source.ClaimName, false);
            else if (volume.Ephemeral is not null) yield return ($"{pod.Name}-{volume.Name}", true);
        }
    }

    public static bool Any(PodInfo pod)
    {
        foreach (var volume in pod.Pod.Spec.Volumes)
        {
            if (volume.PersistentVolumeClaim is not null || volume.Ephemeral is not null) return true;
        }

        return false;
    }

    /// <summary>Whether the claim is one of the pod's.</summary>
    public static bool Includes(PodInfo pod, PersistentVolumeClaim claim, bool ephemeral = false) =>
        claim.Metadata.Namespace == pod.Namespace && Names(pod).Any(named => named.Claim == claim.Metadata.Name && (ephemeral || !named.IsEphemeral));

    /// <summary>Why a claim keeps the pod waiting before any node is looked at; null where it does not.</summary>
    public static string? Problem(ApiServer api, PodInfo pod, string name, bool isEphemeral, out PersistentVolumeClaim? claim)
    {
        claim = api.Of<PersistentVolumeClaim>().Find(pod.Namespace, name);
        if (claim is null)
            return isEphemeral ? $"waiting for ephemeral volume controller to create the persistentvolumeclaim \"{name}\"" : $"persistentvolumeclaim \"{name}\" not found";
        if (claim.Status.Phase == "Lost") return $"persistentvolumeclaim \"{name}\" bound to non-existent persistentvolume \"{claim.Spec.VolumeName}\"";
        if (claim.Metadata.DeletionTimestamp is not null) return $"persistentvolumeclaim \"{name}\" is being deleted";
        return isEphemeral && !claim.Metadata.OwnerReferences.Any(owner => owner.Controller is true && owner.Uid == pod.Uid)
            ? $"PVC {pod.Namespace}/{name} was not created for pod {pod.Key} (pod is not owner)"
            : null;
    }
}
