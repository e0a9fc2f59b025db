using Podlab.Api.Model;
using Podlab.Engine.Kubelet.Workers;
using Podlab.Engine.Runtime;

namespace Podlab.Engine.Kubelet.Eviction;

/// <summary>What a pod uses, as the kubelet's summary tells it.</summary>
internal sealed class PodUsage
{
    private PodUsage(PodWorker pod, IReadOnlyList<(string Name, ContainerStats Stats)> containers, (long Bytes, long Inodes) volumes)
    {
        Pod = pod;
        Containers = containers;
        foreach (var (_, stats) in containers)
        {
            MemoryBytes += stats.MemoryBytes;
            DiskBytes += stats.FileSystemBytes;
            Processes += stats.Processes;
            Inodes += stats.Inodes;
        }

        DiskBytes += volumes.Bytes;
        Inodes += volumes.Inodes;
    }

    public PodWorker Pod { get; }

    public IReadOnlyList<(string Name, ContainerStats Stats)> Containers { get; }

    public long MemoryBytes { get; }

    /// <summary>Layers and volumes that lie on the node's disk and go with the pod.</summary>
    public long DiskBytes { get; }

    public int Processes { get; }

    /// <summary>Files and directories that the pod has made.</summary>
    public long Inodes { get; }

    public static PodUsage Of(PodWorker pod, IContainerRuntime runtime)
    {
        var containers = new List<(string, ContainerStats)>();
        foreach (var id in pod.Runtime.Containers)
        {
            if (runtime.ContainerStatus(id) is { State: ContainerRuntimeState.Running } status && runtime.Stats(id) is { } stats) containers.Add((status.Name, stats));
        }

        return new PodUsage(pod, containers, Volumes(pod, runtime));
    }

    private static (long Bytes, long Inodes) Volumes(PodWorker pod, IContainerRuntime runtime)
    {
        (long Bytes, long Inodes) sum = default;
        foreach (var mounted in pod.Volumes.Mounted)
        {
            if (!mounted.IsPods || IsMemory(pod.Pod.Spec, mounted.Name)) continue;
            sum.Bytes += runtime.VolumeUsage(mounted.Id);
            sum.Inodes += runtime.VolumeInodes(mounted.Id);
        }

        return sum;
    }

    private static bool IsMemory(PodSpec spec, string name)
    {
        foreach (var volume in spec.Volumes)
        {
            if (volume.Name == name) return volume.EmptyDir is { Medium: "Memory" } || volume.Secret is not null || volume.Projected is not null;
        }

        return false;
    }
}
