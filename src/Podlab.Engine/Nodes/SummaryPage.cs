using System.Globalization;
using System.Text.Json;
using Podlab.Engine.Kubelet;
using Podlab.Engine.Kubelet.Eviction;
using Podlab.Engine.Runtime;

namespace Podlab.Engine.Nodes;

/// <summary><c>/stats/summary</c>: what the node and its pods use.</summary>
/// <remarks>Follows staging/src/k8s.io/kubelet/pkg/apis/stats/v1alpha1/types.go (v1.36.3), as far as the runtime measures it: no rates, faults or network.</remarks>
internal sealed class SummaryPage(IReadOnlyList<PodUsage> pods, KubeletContext context)
{
    private readonly string now = Time(context.Wall.Now);

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartObject("node");
        json.WriteString("nodeName", context.NodeName);
        json.WriteString("startTime", Time(context.Clock.Epoch));
        Cpu(json, pods.Aggregate(TimeSpan.Zero, (sum, pod) => sum + Cpu(pod)));
        if (context.Runtime.NodeStats is { } stats)
        {
            Memory(json, stats.MemoryBytes, stats.MemoryCapacityBytes - stats.MemoryBytes);
            Disk(json, "fs", stats, stats.DiskBytes, stats.Inodes);
            json.WriteStartObject("runtime");
            Disk(json, "imageFs", stats, context.Runtime.ListImages().Sum(image => image.SizeBytes), stats.Inodes);
            json.WriteEndObject();
            json.WriteStartObject("rlimit");
            json.WriteString("time", now);
            json.WriteNumber("maxpid", stats.ProcessLimit);
            json.WriteNumber("curproc", stats.Processes);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteStartArray("pods");
        foreach (var pod in pods) Pod(json, pod);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void Pod(Utf8JsonWriter json, PodUsage usage)
    {
        var metadata = usage.Pod.Pod.Metadata;
        json.WriteStartObject();
        json.WriteStartObject("podRef");
        json.WriteString("name", metadata.Name);
        json.WriteString("namespace", metadata.Namespace);
        json.WriteString("uid", metadata.Uid);
        json.WriteEndObject();
        json.WriteString("startTime", Time(usage.Pod.Pod.Status.StartTime ?? usage.Pod.SeenAt));
        json.WriteStartArray("containers");
        foreach (var (name, stats) in usage.Containers)
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteString("startTime", Time(usage.Pod.Runtime.State.Find(name)?.StartedAt ?? usage.Pod.SeenAt));
            Cpu(json, stats.CpuUsed);
            Memory(json, stats.MemoryBytes, null);
            if (context.Runtime.NodeStats is { } node) Disk(json, "rootfs", node, stats.FileSystemBytes, stats.Inodes);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        Cpu(json, Cpu(usage));
        Memory(json, usage.MemoryBytes, null);
        if (context.Runtime.NodeStats is { } disk)
        {
            json.WriteStartArray("volume");
            foreach (var volume in usage.Pod.Volumes.Mounted)
            {
                if (volume.IsPods) Disk(json, null, disk, context.Runtime.VolumeUsage(volume.Id), context.Runtime.VolumeInodes(volume.Id), volume.Name);
            }

            json.WriteEndArray();
            Disk(json, "ephemeral-storage", disk, usage.DiskBytes, usage.Inodes);
        }

        json.WriteStartObject("process_stats");
        json.WriteNumber("process_count", usage.Processes);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void Cpu(Utf8JsonWriter json, TimeSpan used)
    {
        json.WriteStartObject("cpu");
        json.WriteString("time", now);
        json.WriteNumber("usageCoreNanoSeconds", used.Ticks * 100);
        json.WriteEndObject();
    }

    private void Memory(Utf8JsonWriter json, long used, long? available)
    {
        json.WriteStartObject("memory");
        json.WriteString("time", now);
        if (available is { } left) json.WriteNumber("availableBytes", left);
        json.WriteNumber("usageBytes", used);
        json.WriteNumber("workingSetBytes", used);
        json.WriteNumber("rssBytes", used);
        json.WriteEndObject();
    }

    private void Disk(Utf8JsonWriter json, string? property, NodeStats node, long used, long inodes, string? name = null)
    {
        if (property is null) json.WriteStartObject();
        else json.WriteStartObject(property);
        json.WriteString("time", now);
        json.WriteNumber("availableBytes", node.DiskCapacityBytes - node.DiskBytes);
        json.WriteNumber("capacityBytes", node.DiskCapacityBytes);
        json.WriteNumber("usedBytes", used);
        json.WriteNumber("inodesFree", node.InodeLimit - node.Inodes);
        json.WriteNumber("inodes", node.InodeLimit);
        json.WriteNumber("inodesUsed", inodes);
        if (name is not null) json.WriteString("name", name);
        json.WriteEndObject();
    }

    private static TimeSpan Cpu(PodUsage usage) => usage.Containers.Aggregate(TimeSpan.Zero, (sum, container) => sum + container.Stats.CpuUsed);

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
