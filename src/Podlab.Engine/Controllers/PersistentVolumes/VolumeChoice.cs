using Podlab.Api;
using Podlab.Api.Model;

namespace Podlab.Engine.Controllers.PersistentVolumes;

/// <summary>Which volume a claim gets where no node has a say: one that is meant for it, else the smallest that is large enough, with as few access modes as will do.</summary>
/// <remarks>Follows pkg/controller/volume/persistentvolume/index.go and component-helpers/storage/volume/pv_helpers.go FindMatchingVolume (v1.36.3).</remarks>
internal static class VolumeChoice
{
    /// <param name="delayed">The claim waits for its first pod: only a volume that is meant for it will do.</param>
    public static PersistentVolume? For(PersistentVolumeClaim claim, IEnumerable<PersistentVolume> volumes, bool delayed)
    {
        var fitting = volumes.Where(volume => Fits(volume, claim)).ToList();
        if (fitting.Find(volume => VolumeMarks.IsFor(volume, claim)) is { } meant) return meant;
        if (delayed) return null;
        var selector = claim.Spec.Selector is { } wanted ? wanted.ToQuery() : LabelQuery.Everything;
        return fitting.Where(volume => volume.Spec.ClaimRef is null && volume.Status.Phase == "Available" && selector.Matches(volume.Metadata.Labels) && (volume.Spec.StorageClassName ?? "") == (claim.Spec.StorageClassName ?? ""))
            .OrderBy(volume => volume.Spec.AccessModes.Count).ThenBy(SizeOf).ThenBy(volume => volume.Metadata.Name, StringComparer.Ordinal).FirstOrDefault();
    }

    /// <summary>Why a volume that the claim asks for by name cannot be its own; null where it can.</summary>
    public static string? Mismatch(PersistentVolume volume, PersistentVolumeClaim claim)
    {
        if (SizeOf(volume) < Wanted(claim)) return "requested PV is too small";
        if ((volume.Spec.StorageClassName ?? "") != (claim.Spec.StorageClassName ?? "")) return "storageClassName does not match";
        if (Mode(volume.Spec.VolumeMode) != Mode(claim.Spec.VolumeMode)) return "incompatible volumeMode";
        return HasModes(volume, claim) ? null : "incompatible accessMode";
    }

    private static bool Fits(PersistentVolume volume, PersistentVolumeClaim claim) =>
        (volume.Spec.ClaimRef is null || VolumeMarks.IsFor(volume, claim)) && volume.Metadata.DeletionTimestamp is null
        && SizeOf(volume) >= Wanted(claim) && Mode(volume.Spec.VolumeMode) == Mode(claim.Spec.VolumeMode) && HasModes(volume, claim);

    private static bool HasModes(PersistentVolume volume, PersistentVolumeClaim claim) => claim.Spec.AccessModes.All(mode => volume.Spec.AccessModes.Contains(mode));

    private static string Mode(string? mode) => mode ?? "Filesystem";

    private static long Wanted(PersistentVolumeClaim claim) => claim.Spec.Resources.Requests.GetValueOrDefault("storage")?.Value ?? 0;

    private static long SizeOf(PersistentVolume volume) => volume.Spec.Capacity.GetValueOrDefault("storage")?.Value ?? 0;
}
