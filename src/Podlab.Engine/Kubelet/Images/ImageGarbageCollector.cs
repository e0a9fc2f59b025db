using System.Globalization;
using Podlab.Engine.Kubelet.Workers;
using Podlab.Engine.Runtime;

namespace Podlab.Engine.Kubelet.Images;

/// <summary>Deletes images that no container uses when the disk fills up, the one that was used longest ago first.</summary>
/// <remarks>Follows pkg/kubelet/images/image_gc_manager.go and kubelet.go StartGarbageCollection (v1.36.3): it looks when the kubelet starts and every five minutes.</remarks>
internal sealed class ImageGarbageCollector(KubeletContext context, Func<IEnumerable<PodWorker>> pods, ImageManager images)
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(5);
    private readonly Dictionary<string, Record> records = new(StringComparer.Ordinal);
    private DateTimeOffset begun;
    private bool failedBefore;
    private ITimer? timer;

    public void Start()
    {
        Check(context.Configuration);
        begun = context.Clock.Now;
        Look();
    }

    public void Stop()
    {
        timer?.Dispose();
        timer = null;
    }

    /// <summary>Deletes all images that nobody uses and that are old enough: the disk runs short.</summary>
    public void DeleteUnused() => Free(long.MaxValue, context.Clock.Now, InEvictionOrder(context.Clock.Now));

    private void Look()
    {
        timer = context.Clock.Schedule(Period, Look);
        var problem = Collect();
        // Once may be a matter of bad luck; twice is told.
        if (problem is not null && failedBefore) context.NodeEvent("Warning", "ImageGCFailed", problem);
        failedBefore = problem is not null;
    }

    /// <returns>Why not enough could be deleted; null: there is room.</returns>
    private string? Collect()
    {
        var now = context.Clock.Now;
        var unused = InEvictionOrder(now);
        if (context.Configuration.ImageMaximumGCAge is { Ticks: > 0 } most && now - begun > most)
        {
            foreach (var old in unused.Where(image => now - image.LastUsed > most)) Remove(old);
            unused.RemoveAll(image => now - image.LastUsed > most);
        }

        if (context.Configuration.ImageGCHighThresholdPercent >= 100 || context.Runtime.NodeStats is not { } stats) return null;
        var (capacity, available) = (stats.DiskCapacityBytes, Math.Min(stats.DiskCapacityBytes - stats.DiskBytes, stats.DiskCapacityBytes));
        if (capacity == 0)
        {
            const string Invalid = "invalid capacity 0 on image filesystem";
            context.NodeEvent("Warning", "InvalidDiskCapacity", Invalid);
            return Invalid;
        }

        var used = 100 - (available * 100 / capacity);
        if (used < context.Configuration.ImageGCHighThresholdPercent) return null;
        var wanted = (capacity * (100 - context.Configuration.ImageGCLowThresholdPercent) / 100) - available;
        var freed = Free(wanted, now, unused);
        if (freed >= wanted) return null;
        var message = string.Create(CultureInfo.InvariantCulture, $"Insufficient free disk space on the node's image filesystem ({used}% of {Size(capacity)} used). Failed to free sufficient space by deleting unused images (freed {freed} bytes). ")
            + "Investigate disk usage, as it could be used by active images, logs, volumes, or other data.";
        context.NodeEvent("Warning", "FreeDiskSpaceFailed", message);
        return message;
    }

    private long Free(long bytes, DateTimeOffset now, List<Record> unused)
    {
        long freed = 0;
        foreach (var image in unused)
        {
            if (image.LastUsed >= now || now - image.FirstSeen < context.Configuration.ImageMinimumGCAge) continue;
            Remove(image);
            freed += image.Image.SizeBytes;
            if (freed >= bytes) break;
        }

        return freed;
    }

    private void Remove(Record record)
    {
        images.Remove(record.Image);
        records.Remove(record.Image.Id);
    }

    /// <summary>Notes which images are there and which are in use.</summary>
    /// <returns>Those that are not, by last use and then by age.</returns>
    private List<Record> InEvictionOrder(DateTimeOffset now)
    {
        var used = Used();
        var present = context.Runtime.ListImages();
        foreach (var image in present)
        {
            if (!records.TryGetValue(image.Id, out var record)) records.Add(image.Id, record = new Record { FirstSeen = now });
            record.Image = image;
            record.IsUsed = used.Contains(image.Id);
            if (record.IsUsed) record.LastUsed = now;
        }

        if (records.Count > present.Count)
        {
            foreach (var lost in records.Keys.Where(id => !present.Any(image => image.Id == id)).ToList()) records.Remove(lost);
        }

        return [.. records.Values.Where(record => !record.IsUsed).OrderBy(record => record.LastUsed).ThenBy(record => record.FirstSeen).ThenBy(record => record.Image.Id, StringComparer.Ordinal)];
    }

    /// <summary>Images of containers that run or have ended and are kept, and of volumes.</summary>
    private HashSet<string> Used()
    {
        var used = new HashSet<string>(StringComparer.Ordinal);
        var ids = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var pod in pods())
        {
            foreach (var id in pod.Runtime.Containers)
            {
                if (context.Runtime.ContainerStatus(id) is { } status) Add(status.ImageId);
            }

            foreach (var volume in pod.Pod.Spec.Volumes)
            {
                if (volume.Image?.Reference is { Length: > 0 } reference && !pod.IsFinished && ImageNames.WithTag(reference) is { } name) Add(name);
            }
        }

        return used;

        void Add(string name)
        {
            if (!ids.TryGetValue(name, out var id)) ids.Add(name, id = context.Runtime.ImageStatus(name)?.Id);
            if (id is not null) used.Add(id);
        }
    }

    /// <summary><c>10.0 GiB</c></summary>
    private static string Size(long bytes)
    {
        string[] units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];
        double amount = bytes;
        var unit = 0;
        for (; amount >= 1024 && unit < units.Length - 1; unit++) amount /= 1024;
        return string.Create(CultureInfo.InvariantCulture, $"{amount:F1} {units[unit]}");
    }

    private static void Check(KubeletConfiguration configuration)
    {
        var (high, low) = (configuration.ImageGCHighThresholdPercent, configuration.ImageGCLowThresholdPercent);
        if (high is < 0 or > 100) throw new ArgumentException($"invalid HighThresholdPercent {high}, must be in range [0-100]");
        if (low is < 0 or > 100) throw new ArgumentException($"invalid LowThresholdPercent {low}, must be in range [0-100]");
        if (low > high) throw new ArgumentException($"LowThresholdPercent {low} can not be higher than HighThresholdPercent {high}");
    }

    private sealed class Record
    {
        public DateTimeOffset FirstSeen { get; init; }

        /// <summary>The beginning of time: never.</summary>
        public DateTimeOffset LastUsed { get; set; }

        public bool IsUsed { get; set; }

        public ImageStatus Image { get; set; } = null!;
    }
}
