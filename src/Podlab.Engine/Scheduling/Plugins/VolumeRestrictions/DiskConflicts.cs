using Podlab.Api.Model;
using Podlab.Engine.Scheduling.Cache;

namespace Podlab.Engine.Scheduling.Plugins.VolumeRestrictions;

/// <summary>Disks named in the pod itself that one node at a time may write.</summary>
internal static class DiskConflicts
{
    public static bool Restricts(Volume volume) =>
        volume.GcePersistentDisk is not null || volume.AwsElasticBlockStore is not null || volume.Rbd is not null || volume.Iscsi is not null;

    public static bool Conflicts(Volume volume, NodeInfo node)
    {
        foreach (var pod in node.Pods)
        {
            if (Conflicts(volume, pod.Pod)) return true;
        }

        return false;
    }

    public static bool Conflicts(Volume volume, Pod pod)
    {
        foreach (var other in pod.Spec.Volumes)
        {
            if (Conflict(volume, other)) return true;
        }

        return false;
    }

    private static bool Conflict(Volume a, Volume b) =>
        (a.GcePersistentDisk is { } gce && b.GcePersistentDisk is { } otherGce && gce.PdName == otherGce.PdName && !(gce.ReadOnly && otherGce.ReadOnly))
        || (a.AwsElasticBlockStore is { } ebs && b.AwsElasticBlockStore is { } otherEbs && ebs.VolumeID == otherEbs.VolumeID)
        || (a.Iscsi is { } iscsi && b.Iscsi is { } otherIscsi && iscsi.Iqn == otherIscsi.Iqn && !(iscsi.ReadOnly && otherIscsi.ReadOnly))
        || (a.Rbd is { } rbd && b.Rbd is { } otherRbd && rbd.Pool == otherRbd.Pool && rbd.Image == otherRbd.Image
            && rbd.Monitors.Any(monitor => otherRbd.Monitors.Contains(monitor)) && !(rbd.ReadOnly && otherRbd.ReadOnly));
}
