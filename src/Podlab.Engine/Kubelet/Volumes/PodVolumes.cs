using Podlab.Engine.Runtime;

namespace Podlab.Engine.Kubelet.Volumes;

/// <summary>The volumes of one pod on the node.</summary>
internal sealed class PodVolumes
{
    private List<MountedVolume>? mounted;

    public IReadOnlyList<MountedVolume> Mounted => mounted ?? (IReadOnlyList<MountedVolume>)[];

    public MountedVolume? Find(string name)
    {
        foreach (var volume in Mounted)
        {
            if (volume.Name == name) return volume;
        }

        return null;
    }

    public void Add(MountedVolume volume) => (mounted ??= []).Add(volume);

    public void Clear() => mounted = null;
}

/// <summary>A volume that containers of the pod can use.</summary>
internal sealed class MountedVolume
{
    public required string Name { get; init; }

    public required VolumeId Id { get; init; }

    /// <summary>Goes with the pod.</summary>
    public required bool IsPods { get; init; }

    public bool ReadOnly { get; init; }

    /// <summary>What was written last, where the kubelet writes the content.</summary>
    public IReadOnlyList<VolumeFile>? Files { get; set; }

    /// <summary>Brings the files up to date again, after that has failed; null: it has not.</summary>
    public ITimer? Retry { get; set; }

    /// <summary>How long the last failed attempt was waited for.</summary>
    public TimeSpan Delay { get; set; }
}
