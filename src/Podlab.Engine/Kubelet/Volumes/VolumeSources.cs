using Podlab.Api.Model;
using Podlab.Engine.Kubelet.Environment;
using Podlab.Engine.Kubelet.Workers;
using Podlab.Engine.Runtime;

namespace Podlab.Engine.Kubelet.Volumes;

/// <summary>What a volume is to the runtime: an empty directory of the pod, a directory of the node, a volume that outlives the pod.</summary>
internal sealed class VolumeSources(KubeletContext context)
{
    /// <exception cref="ConfigException">A claim is missing or not bound.</exception>
    public (VolumeConfig Volume, bool IsPods, bool ReadOnly) Describe(PodWorker pod, Volume volume)
    {
        var group = pod.Pod.Spec.SecurityContext?.FsGroup;
        var own = new VolumeConfig { Name = $"{pod.Uid}/{volume.Name}", FileGroup = group };
        if (volume.EmptyDir is { } empty)
        {
            var limit = empty.SizeLimit is { IsZero: false } size ? size.Value : (long?)null;
            return (own with { Medium = empty.Medium == "Memory" ? VolumeMedium.Memory : VolumeMedium.Disk, SizeLimitBytes = empty.Medium == "Memory" ? limit : null }, true, false);
        }

        if (volume.HostPath is { } host) return (new VolumeConfig { Name = $"host:{host.Path}", HostPath = host.Path, HostPathType = host.Type ?? "" }, false, false);
        if (volume.PersistentVolumeClaim is { } claim) return (Persistent(pod.Pod, claim.ClaimName, group), false, claim.ReadOnly);
        if (volume.Ephemeral is not null) return (Persistent(pod.Pod, $"{pod.Pod.Metadata.Name}-{volume.Name}", group), false, false);
        if (volume.Image is { } image) return (own with { ImageReference = image.Reference }, true, true);
        // Secrets and tokens never touch the disk; what anyone may read does.
        return (own with { Medium = volume.Secret is not null || volume.Projected is not null ? VolumeMedium.Memory : VolumeMedium.Disk }, true, false);
    }

    /// <summary>A persistent volume goes by its own name.</summary>
    public string NameInEvents(Pod pod, Volume volume) =>
        volume.PersistentVolumeClaim is { } claim && Claim(pod, claim.ClaimName)?.Spec.VolumeName is { Length: > 0 } bound ? bound : volume.Name;

    private VolumeConfig Persistent(Pod pod, string claimName, long? group)
    {
        if (Claim(pod, claimName) is not { } claim) throw new ConfigException($"error processing PVC {pod.Metadata.Namespace}/{claimName}: failed to fetch PVC from API server: persistentvolumeclaims \"{claimName}\" not found");
        if (claim.Status.Phase != "Bound" || string.IsNullOrEmpty(claim.Spec.VolumeName)) throw new ConfigException($"error processing PVC {pod.Metadata.Namespace}/{claimName}: PVC is not bound");
        var volume = context.Api.Of<PersistentVolume>().Find("", claim.Spec.VolumeName);
        var path = volume?.Spec.HostPath?.Path ?? volume?.Spec.Local?.Path;
        return path is null
            ? new VolumeConfig { Name = $"pv:{claim.Spec.VolumeName}", FileGroup = group }
            : new VolumeConfig { Name = $"host:{path}", HostPath = path, HostPathType = volume?.Spec.HostPath?.Type ?? "", FileGroup = group };
    }

    private PersistentVolumeClaim? Claim(Pod pod, string name) => context.Api.Of<PersistentVolumeClaim>().Find(pod.Metadata.Namespace ?? "", name);
}
