using Podlab.Api.Model;

namespace Podlab.Api.Strategies.Pods;

/// <summary>Volume sources that do nothing any more, projections of nothing, and files that land on each other.</summary>
internal static class VolumeWarnings
{
    public static void Add(ref List<string>? warnings, string prefix, PodSpec spec, PodSpec? old)
    {
        for (var i = 0; i < spec.Volumes.Count; i++)
        {
            var volume = spec.Volumes[i];
            if (Gone(volume) is { } gone)
            {
                PodWarnings.Say(ref warnings, $"{prefix}spec.volumes[{i}].{gone}");
            }
            if (volume.Ephemeral?.VolumeClaimTemplate is { } template)
            {
                ClaimWarnings.Spec(ref warnings, $"{prefix}spec.volumes[{i}].ephemeral.volumeClaimTemplate.spec", template.Spec);
            }
        }
        // Names and contents are the volume's own, so an update says nothing new of them.
        if (old is not null)
        {
            return;
        }
        foreach (var volume in spec.Volumes)
        {
            Overlaps(ref warnings, volume);
        }
    }

    private static string? Gone(Volume volume) => volume switch
    {
        { PhotonPersistentDisk: not null } => "photonPersistentDisk: deprecated in v1.11, non-functional in v1.16+",
        { GitRepo: not null } => "gitRepo: deprecated in v1.11, and disabled by default in v1.33+",
        { ScaleIO: not null } => "scaleIO: deprecated in v1.16, non-functional in v1.22+",
        { Flocker: not null } => "flocker: deprecated in v1.22, non-functional in v1.25+",
        { Storageos: not null } => "storageOS: deprecated in v1.22, non-functional in v1.25+",
        { Quobyte: not null } => "quobyte: deprecated in v1.22, non-functional in v1.25+",
        { Glusterfs: not null } => "glusterfs: deprecated in v1.25, non-functional in v1.26+",
        { Cephfs: not null } => "cephfs: deprecated in v1.28, non-functional in v1.31+",
        { Rbd: not null } => "rbd: deprecated in v1.28, non-functional in v1.31+",
        _ => null,
    };

    private static void Overlaps(ref List<string>? warnings, Volume volume)
    {
        if (volume.ConfigMap is { Items.Count: > 1 } map)
        {
            Paths(ref warnings, volume, $"ConfigMap {GoText.Quote(map.Name ?? "")}", map.Items.Select(item => item.Path));
        }
        if (volume.Secret is { Items.Count: > 1 } secret)
        {
            Paths(ref warnings, volume, $"Secret {GoText.Quote(secret.SecretName ?? "")}", secret.Items.Select(item => item.Path));
        }
        if (volume.DownwardAPI is { Items.Count: > 1 } downward)
        {
            Paths(ref warnings, volume, "DownwardAPI", downward.Items.Select(item => item.Path));
        }
        if (volume.Projected is not { } projected)
        {
            return;
        }
        foreach (var source in projected.Sources)
        {
            if (source == VolumeProjection.Empty)
            {
                PodWarnings.Say(ref warnings, $"volume {GoText.Quote(volume.Name)} (Projected) has no sources provided");
            }
        }
        ProjectedOverlaps.Add(ref warnings, volume.Name, projected);
    }

    private static void Paths(ref List<string>? warnings, Volume volume, string source, IEnumerable<string> paths)
    {
        foreach (var pair in ProjectedOverlaps.Find([.. paths]))
        {
            PodWarnings.Say(ref warnings, $"volume {GoText.Quote(volume.Name)} ({source}): overlapping paths: {pair}");
        }
    }
}
