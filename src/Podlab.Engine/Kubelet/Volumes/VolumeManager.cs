using Podlab.Api.Model;
using Podlab.Engine.Kubelet.Containers;
using Podlab.Engine.Kubelet.Environment;
using Podlab.Engine.Kubelet.Workers;
using Podlab.Engine.Runtime;

namespace Podlab.Engine.Kubelet.Volumes;

/// <summary>Mounts what a pod's containers use before they start, keeps its files up to date, and clears it away.</summary>
/// <remarks>Follows pkg/kubelet/volumemanager (v1.36.3): the wanted state is looked at every 100 ms, a waiting pod every 300 ms, for at most 2 min 3 s.</remarks>
internal sealed class VolumeManager(KubeletContext context)
{
    private static readonly TimeSpan ReconcilePeriod = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan PollPeriod = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(123);
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LastRetry = TimeSpan.FromSeconds(122);
    private readonly VolumeContent content = new(context);
    private readonly VolumeSources sources = new(context);

    /// <summary>Waits until all volumes of the pod are there.</summary>
    /// <returns>Null, or why they are not.</returns>
    public async ValueTask<string?> MountAsync(PodWorker pod, CancellationToken cancellation)
    {
        if (Missing(pod) is not { Count: > 0 } missing) return null;
        var begun = context.Clock.Now;
        var looked = begun;
        var attempts = missing.ConvertAll(volume => new Attempt(volume, begun + ReconcilePeriod));
        while (attempts.Count > 0)
        {
            var next = attempts.Min(attempt => attempt.At);
            var end = begun + Timeout;
            if (next > end)
            {
                await Task.Delay(end - context.Clock.Now, context.Clock, cancellation);
                var names = string.Join(' ', attempts.Select(attempt => attempt.Volume.Name));
                return $"unmounted volumes=[{names}], unattached volumes=[], failed to process volumes=[]: context deadline exceeded";
            }

            if (next > context.Clock.Now) await Task.Delay(next - context.Clock.Now, context.Clock, cancellation);
            for (var i = 0; i < attempts.Count; i++)
            {
                if (attempts[i].At > context.Clock.Now || !await TryAsync(pod, attempts[i])) continue;
                attempts.RemoveAt(i--);
            }

            looked = context.Clock.Now;
        }

        var polls = Math.Ceiling((looked - begun) / PollPeriod);
        var done = begun + PollPeriod * polls;
        if (done > context.Clock.Now) await Task.Delay(done - context.Clock.Now, context.Clock, cancellation);
        return null;
    }

    /// <summary>Brings the files of mounted volumes up to date, as every sync does.</summary>
    public async ValueTask UpdateAsync(PodWorker pod)
    {
        foreach (var mounted in pod.Volumes.Mounted)
        {
            if (mounted.Files is null || mounted.Retry is not null) continue;
            for (var i = 0; i < pod.Pod.Spec.Volumes.Count; i++)
            {
                if (pod.Pod.Spec.Volumes[i].Name == mounted.Name) await RewriteAsync(pod, pod.Pod.Spec.Volumes[i], mounted);
            }
        }
    }

    public async ValueTask UnmountAsync(PodWorker pod)
    {
        foreach (var mounted in pod.Volumes.Mounted)
        {
            mounted.Retry?.Dispose();
            if (mounted.IsPods) await context.Runtime.RemoveVolumeAsync(mounted.Id);
        }

        content.Forget(pod.Uid);
        pod.Volumes.Clear();
    }

    private static List<Volume>? Missing(PodWorker pod)
    {
        List<Volume>? missing = null;
        foreach (var volume in pod.Pod.Spec.Volumes)
        {
            if (pod.Volumes.Find(volume.Name) is null && IsUsed(pod.Pod.Spec, volume.Name)) (missing ??= []).Add(volume);
        }

        return missing;
    }

    private static bool IsUsed(PodSpec spec, string name)
    {
        foreach (var container in spec.Containers)
        {
            if (Uses(container, name)) return true;
        }

        foreach (var container in spec.InitContainers)
        {
            if (Uses(container, name)) return true;
        }

        foreach (var container in spec.EphemeralContainers)
        {
            if (Uses(container.AsContainer(), name)) return true;
        }

        return false;
    }

    private static bool Uses(Container container, string name)
    {
        foreach (var mount in container.VolumeMounts)
        {
            if (mount.Name == name) return true;
        }

        foreach (var device in container.VolumeDevices)
        {
            if (device.Name == name) return true;
        }

        return false;
    }

    private async ValueTask<bool> TryAsync(PodWorker pod, Attempt attempt)
    {
        try
        {
            var files = content.Render(pod, attempt.Volume, pod.Runtime.State.Ips);
            var config = sources.Describe(pod, attempt.Volume);
            var id = await context.Runtime.CreateVolumeAsync(config.Volume);
            if (files is not null) await context.Runtime.WriteVolumeAsync(id, files);
            pod.Volumes.Add(new MountedVolume { Name = attempt.Volume.Name, Id = id, IsPods = config.IsPods, ReadOnly = config.ReadOnly || files is not null, Files = files });
            return true;
        }
        catch (Exception failure) when (failure is ConfigException or RuntimeException)
        {
            context.Events.Event(pod.Pod, "Warning", "FailedMount", $"MountVolume.SetUp failed for volume \"{sources.NameInEvents(pod.Pod, attempt.Volume)}\" : {failure.Message}");
            attempt.Delay = Next(attempt.Delay);
            attempt.At = context.Clock.Now + attempt.Delay;
            return false;
        }
    }

    private static TimeSpan Next(TimeSpan delay) => delay == TimeSpan.Zero ? FirstRetry : delay * 2 < LastRetry ? delay * 2 : LastRetry;

    private async ValueTask RewriteAsync(PodWorker pod, Volume volume, MountedVolume mounted)
    {
        mounted.Retry = null;
        try
        {
            var files = content.Render(pod, volume, pod.Runtime.State.Ips);
            mounted.Delay = TimeSpan.Zero;
            if (files is null || Same(files, mounted.Files!)) return;
            await context.Runtime.WriteVolumeAsync(mounted.Id, files);
            mounted.Files = files;
        }
        catch (ConfigException failure)
        {
            // The files stay as they are until what they are made of is there again; that is looked at ever more seldom.
            context.Events.Event(pod.Pod, "Warning", "FailedMount", $"MountVolume.SetUp failed for volume \"{volume.Name}\" : {failure.Message}");
            mounted.Delay = Next(mounted.Delay);
            mounted.Retry = context.Clock.Schedule(mounted.Delay, () => context.Clock.Start(async () => await RewriteAsync(pod, volume, mounted)));
        }
    }

    private static bool Same(List<VolumeFile> files, IReadOnlyList<VolumeFile> others)
    {
        if (files.Count != others.Count) return false;
        for (var i = 0; i < files.Count; i++)
        {
            if (files[i].Path != others[i].Path || files[i].Mode != others[i].Mode || !files[i].Content.AsSpan().SequenceEqual(others[i].Content)) return false;
        }

        return true;
    }

    private sealed class Attempt(Volume volume, DateTimeOffset at)
    {
        public Volume Volume { get; } = volume;

        public DateTimeOffset At { get; set; } = at;

        public TimeSpan Delay { get; set; }
    }
}
