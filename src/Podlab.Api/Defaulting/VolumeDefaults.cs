using Podlab.Api.Model;

namespace Podlab.Api.Defaulting;

/// <summary>What a volume leaves out: without a source it is an emptyDir; files are 0644; the older kinds have their own words.</summary>
/// <remarks>Follows pkg/apis/core/v1/defaults.go (v1.36.3).</remarks>
internal static class VolumeDefaults
{
    private const int FileMode = 0x1A4; // 0644
    private const long TokenSeconds = 60 * 60;

    public static Volume Apply(Volume volume)
    {
        if (volume == Volume.Empty with { Name = volume.Name })
        {
            return volume with { EmptyDir = EmptyDirVolumeSource.Empty };
        }
        return volume with
        {
            HostPath = volume.HostPath is { Type: null } path ? path with { Type = "" } : volume.HostPath,
            Secret = volume.Secret is { DefaultMode: null } secret ? secret with { DefaultMode = FileMode } : volume.Secret,
            ConfigMap = volume.ConfigMap is { DefaultMode: null } map ? map with { DefaultMode = FileMode } : volume.ConfigMap,
            DownwardAPI = volume.DownwardAPI is { } downward
                ? downward with { DefaultMode = downward.DefaultMode ?? FileMode, Items = downward.Items.Map(DownwardFile) } : null,
            Projected = volume.Projected is { } projected
                ? projected with { DefaultMode = projected.DefaultMode ?? FileMode, Sources = projected.Sources.Map(Source) } : null,
            Iscsi = volume.Iscsi is { } iscsi ? iscsi with { IscsiInterface = iscsi.IscsiInterface.Or("default") } : null,
            Rbd = volume.Rbd is { } rbd
                ? rbd with { Pool = rbd.Pool.Or("rbd"), User = rbd.User.Or("admin"), Keyring = rbd.Keyring.Or("/etc/ceph/keyring") } : null,
            AzureDisk = volume.AzureDisk is { } disk ? Apply(disk) : null,
            ScaleIO = volume.ScaleIO is { } scale
                ? scale with { StorageMode = scale.StorageMode.Or("ThinProvisioned"), FsType = scale.FsType.Or("xfs") } : null,
            Ephemeral = volume.Ephemeral is { VolumeClaimTemplate: { } template } ephemeral
                ? ephemeral with { VolumeClaimTemplate = template with { Spec = Claim(template.Spec) } } : volume.Ephemeral,
            Image = volume.Image is { } image ? image with { PullPolicy = ContainerDefaults.PullPolicy(image.PullPolicy, image.Reference) } : null,
        };
    }

    public static AzureDiskVolumeSource Apply(AzureDiskVolumeSource disk) => disk with
    {
        CachingMode = disk.CachingMode ?? "ReadWrite",
        Kind = disk.Kind ?? "Shared",
        FsType = disk.FsType ?? "ext4",
        ReadOnly = disk.ReadOnly ?? false,
    };

    public static PersistentVolumeClaimSpec Claim(PersistentVolumeClaimSpec spec) => spec with
    {
        VolumeMode = spec.VolumeMode ?? "Filesystem",
        Resources = spec.Resources with
        {
            Limits = ResourceListDefaults.Apply(spec.Resources.Limits),
            Requests = ResourceListDefaults.Apply(spec.Resources.Requests),
        },
    };

    private static DownwardAPIVolumeFile DownwardFile(DownwardAPIVolumeFile file) => file with
    {
        FieldRef = ContainerDefaults.FieldRef(file.FieldRef),
        ResourceFieldRef = ContainerDefaults.ResourceFieldRef(file.ResourceFieldRef),
    };

    private static VolumeProjection Source(VolumeProjection source) => source with
    {
        DownwardAPI = source.DownwardAPI is { } downward ? downward with { Items = downward.Items.Map(DownwardFile) } : null,
        ServiceAccountToken = source.ServiceAccountToken is { ExpirationSeconds: null } token
            ? token with { ExpirationSeconds = TokenSeconds } : source.ServiceAccountToken,
    };
}
