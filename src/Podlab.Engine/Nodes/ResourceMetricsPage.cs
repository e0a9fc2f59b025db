using System.Globalization;
using System.Text;
using Podlab.Engine.Kubelet;
using Podlab.Engine.Kubelet.Eviction;

namespace Podlab.Engine.Nodes;

/// <summary><c>/metrics/resource</c>: what metrics-server reads.</summary>
/// <remarks>Follows pkg/kubelet/metrics/collectors/resource_metrics.go (v1.36.3).</remarks>
internal sealed class ResourceMetricsPage(IReadOnlyList<PodUsage> pods, KubeletContext context)
{
    private readonly StringBuilder text = new();

    public override string ToString()
    {
        text.Clear();
        var containers = pods.SelectMany(pod => pod.Containers.Select(container => (Pod: pod, container.Name, container.Stats))).ToList();
        Head("container_cpu_usage_seconds_total", "Cumulative cpu time consumed by the container in core-seconds", "counter");
        foreach (var (pod, name, stats) in containers) Line("container_cpu_usage_seconds_total", Labels(pod, name), stats.CpuUsed.TotalSeconds);
        Head("container_memory_working_set_bytes", "Current working set of the container in bytes", "gauge");
        foreach (var (pod, name, stats) in containers) Line("container_memory_working_set_bytes", Labels(pod, name), stats.MemoryBytes);
        Head("container_start_time_seconds", "Start time of the container since unix epoch in seconds", "gauge");
        foreach (var (pod, name, _) in containers)
        {
            if (pod.Pod.Runtime.State.Find(name)?.StartedAt is { } started) Line("container_start_time_seconds", Labels(pod, name), (started - DateTimeOffset.UnixEpoch).TotalSeconds, isStamped: false);
        }

        Head("node_cpu_usage_seconds_total", "Cumulative cpu time consumed by the node in core-seconds", "counter");
        Line("node_cpu_usage_seconds_total", "", containers.Sum(container => container.Stats.CpuUsed.TotalSeconds));
        Head("node_memory_working_set_bytes", "Current working set of the node in bytes", "gauge");
        Line("node_memory_working_set_bytes", "", context.Runtime.NodeStats?.MemoryBytes ?? containers.Sum(container => container.Stats.MemoryBytes));
        Head("pod_cpu_usage_seconds_total", "Cumulative cpu time consumed by the pod in core-seconds", "counter");
        foreach (var pod in pods) Line("pod_cpu_usage_seconds_total", Labels(pod, null), pod.Containers.Sum(container => container.Stats.CpuUsed.TotalSeconds));
        Head("pod_memory_working_set_bytes", "Current working set of the pod in bytes", "gauge");
        foreach (var pod in pods) Line("pod_memory_working_set_bytes", Labels(pod, null), pod.MemoryBytes);
        Head("resource_scrape_error", "1 if there was an error while getting container metrics, 0 otherwise", "gauge");
        Line("resource_scrape_error", "", 0, isStamped: false);
        return text.ToString();
    }

    private void Head(string name, string help, string type) => text.Append(CultureInfo.InvariantCulture, $"# HELP {name} [STABLE] {help}\n# TYPE {name} {type}\n");

    private void Line(string name, string labels, double value, bool isStamped = true)
    {
        text.Append(name).Append(labels).Append(' ').Append(Number(value));
        if (isStamped) text.Append(' ').Append(context.Wall.Now.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture));
        text.Append('\n');
    }

    private static string Labels(PodUsage pod, string? container)
    {
        var metadata = pod.Pod.Pod.Metadata;
        return $"{{{(container is null ? "" : $"container=\"{container}\",")}namespace=\"{metadata.Namespace}\",pod=\"{metadata.Name}\"}}";
    }

    /// <summary>As Go prints a float: from 1e21 on, and below 1e-4, with an exponent; Prometheus's text from 1e+06 on.</summary>
    private static string Number(double value)
    {
        if (value != 0 && (Math.Abs(value) >= 1e6 || Math.Abs(value) < 1e-4))
        {
            var parts = value.ToString("E16", CultureInfo.InvariantCulture).Split('E');
            var shortest = value.ToString("R", CultureInfo.InvariantCulture).Replace("-", "", StringComparison.Ordinal).Replace(".", "", StringComparison.Ordinal).Split('E')[0].TrimStart('0').TrimEnd('0');
            var exponent = int.Parse(parts[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
            var mantissa = shortest.Length <= 1 ? shortest : $"{shortest[0]}.{shortest[1..]}";
            return string.Create(CultureInfo.InvariantCulture, $"{(value < 0 ? "-" : "")}{mantissa}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}");
        }

        return value.ToString("R", CultureInfo.InvariantCulture);
    }
}
