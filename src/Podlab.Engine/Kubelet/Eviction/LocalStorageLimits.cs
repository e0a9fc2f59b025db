using Podlab.Api;
using Podlab.Api.Model;
using Podlab.Engine.Kubelet.Resources;
using Podlab.Engine.Kubelet.Workers;

namespace Podlab.Engine.Kubelet.Eviction;

/// <summary>Finds pods that store more than they may: in an emptyDir, in all, or in one container.</summary>
/// <remarks>
/// Follows pkg/kubelet/eviction/eviction_manager.go localStorageEviction and, for the age of the figures, pkg/kubelet/server/stats (v1.36.3): what volumes hold is
/// measured when the analyzer, which looks for new pods once a minute, first meets a pod, and then every one to two minutes.
/// </remarks>
internal sealed class LocalStorageLimits(KubeletContext context)
{
    private const string Storage = "ephemeral-storage";
    private static readonly TimeSpan VolumePeriod = TimeSpan.FromMinutes(1);
    private readonly DateTimeOffset begun = context.Clock.Now;
    private readonly Dictionary<string, Measure> measures = new(StringComparer.Ordinal);

    public static bool Has(PodSpec spec)
    {
        foreach (var volume in spec.Volumes)
        {
            if (volume.EmptyDir is { SizeLimit.IsZero: false }) return true;
        }

        foreach (var container in spec.Containers)
        {
            if (container.Resources.Limits.ContainsKey(Storage)) return true;
        }

        return false;
    }

    public void Forget(string uid) => measures.Remove(uid);

    /// <returns>Why the pod has to go; null: it stays.</returns>
    public string? Exceeded(PodWorker pod)
    {
        var spec = pod.Pod.Spec;
        var volumes = Volumes(pod);
        foreach (var volume in spec.Volumes)
        {
            if (volume.EmptyDir is { SizeLimit: { Sign: > 0 } size } && volumes.GetValueOrDefault(volume.Name) > size.Value) return $"Usage of EmptyDir volume \"{volume.Name}\" exceeds the limit \"{size}\". ";
        }

        var usage = PodUsage.Of(pod, context.Runtime);
        if (PodRequests.LimitOf(spec, Storage) is { } limit)
        {
            var total = usage.Containers.Sum(container => container.Stats.FileSystemBytes);
            foreach (var volume in spec.Volumes)
            {
                if (volume.EmptyDir is not { Medium: "Memory" } && volume.Secret is null && volume.Projected is null) total += volumes.GetValueOrDefault(volume.Name);
            }

            if (total > limit) return $"Pod ephemeral local storage usage exceeds the total limit of containers {Quantity.Of(limit, QuantityFormat.BinarySI)}. ";
        }

        foreach (var (name, stats) in usage.Containers)
        {
            foreach (var container in spec.Containers)
            {
                if (container.Name == name && container.Resources.Limits.GetValueOrDefault(Storage) is { IsZero: false } own && stats.FileSystemBytes > own.Value)
                    return $"Container {name} exceeded its local ephemeral storage limit \"{own}\". ";
            }
        }

        return null;
    }

    /// <summary>What the pod's own volumes held when they were last measured.</summary>
    private Dictionary<string, long> Volumes(PodWorker pod)
    {
        var now = context.Clock.Now;
        if (!measures.TryGetValue(pod.Uid, out var measure)) measures.Add(pod.Uid, measure = new Measure { Next = NextRound(pod.SeenAt) });
        if (now < measure.Next) return measure.Bytes;
        measure.Next = now + VolumePeriod + (context.UsesJitter ? VolumePeriod * context.Random.NextDouble() : TimeSpan.Zero);
        measure.Bytes = [];
        foreach (var mounted in pod.Volumes.Mounted)
        {
            if (mounted.IsPods) measure.Bytes[mounted.Name] = context.Runtime.VolumeUsage(mounted.Id);
        }

        return measure.Bytes;
    }

    private DateTimeOffset NextRound(DateTimeOffset time) => begun + VolumePeriod * Math.Ceiling((time - begun) / VolumePeriod);

    private sealed class Measure
    {
        public required DateTimeOffset Next { get; set; }

        public Dictionary<string, long> Bytes { get; set; } = [];
    }
}
