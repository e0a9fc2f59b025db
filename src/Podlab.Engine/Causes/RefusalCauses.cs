using System.Globalization;
using Podlab.Api;
using Podlab.Api.Model;
using Podlab.Engine.Scheduling;
using Podlab.Engine.Scheduling.Cache;
using Podlab.Engine.Scheduling.Plugins;
using Podlab.Engine.Scheduling.Plugins.TaintToleration;

namespace Podlab.Engine.Causes;

/// <summary>A refusal of the scheduler's, with what stands on the nodes beside what the pod asks for.</summary>
internal sealed class RefusalCauses(Cluster cluster)
{
    private const int MaxNodes = 3;
    private const string Lacking = "Insufficient ";

    private readonly SpecLines lines = new(cluster.Api);
    private readonly VolumeCauses volumes = new(cluster.Api);

    /// <param name="nodes">By name; empty: all of them at once.</param>
    public Cause Of(Pod pod, string plugin, IReadOnlyList<string> reasons, IReadOnlyList<string> nodes)
    {
        var words = string.Join(", ", reasons);
        var evidence = nodes.Take(MaxNodes).Select(node => Facts(pod, plugin, reasons, node)).OfType<string>().ToList();
        if (evidence.Count > 0 && nodes.Count > MaxNodes) evidence.Add($"and {nodes.Count - MaxNodes} more nodes");
        var claims = plugin is PluginNames.VolumeBinding or PluginNames.VolumeRestrictions or PluginNames.VolumeZone ? volumes.Claims(pod).ToList() : [];
        return new Cause(CauseKind.Scheduling, nodes.Count == 0 ? words : $"{Names(nodes)}: {words}")
        {
            Evidence = evidence,
            Line = claims.Count > 0 ? null : Line(pod, plugin, reasons, nodes),
            Because = claims,
        };
    }

    private static string Names(IReadOnlyList<string> nodes) =>
        nodes.Count <= MaxNodes ? string.Join(", ", nodes) : string.Create(CultureInfo.InvariantCulture, $"{nodes.Count} nodes");

    private string? Facts(Pod pod, string plugin, IReadOnlyList<string> reasons, string name)
    {
        if (cluster.Api.Of<Node>().Find("", name) is not { } node) return null;
        switch (plugin)
        {
            case PluginNames.NodeResourcesFit:
                return $"{name}: {string.Join("; ", reasons.Select(reason => Room(pod, reason, name)))}";
            case PluginNames.TaintToleration when Tolerations.FirstUntolerated(node.Spec.Taints, pod.Spec.Tolerations) is { } taint:
                return $"{name} has the taint {taint.Key}{(string.IsNullOrEmpty(taint.Value) ? "" : "=" + taint.Value)}:{taint.Effect}";
            case PluginNames.NodeAffinity:
                return $"{name} has {string.Join(", ", AskedLabels(pod).Select(key => node.Metadata.Labels.GetValueOrDefault(key) is { } value ? $"{key}={value}" : $"no label {key}"))}";
            case PluginNames.NodeUnschedulable:
                return $"{name} is cordoned";
            default:
                return null;
        }
    }

    private string Room(Pod pod, string reason, string node)
    {
        if (cluster.Components.OfType<Scheduler>().FirstOrDefault()?.Cache.Find(node) is not { } info) return reason;
        if (!reason.StartsWith(Lacking, StringComparison.Ordinal))
            return string.Create(CultureInfo.InvariantCulture, $"{info.Pods.Length} of {info.AllowedPods} pods");
        var resource = reason[Lacking.Length..];
        var there = info.Allocatable[resource];
        return $"asks for {Amount(resource, new PodInfo(pod).Requests[resource])} of {resource}, {Amount(resource, there - info.Requested[resource])} of {Amount(resource, there)} are free";
    }

    private static string Amount(string resource, long amount) => resource switch
    {
        "cpu" => Quantity.OfMillis(amount).ToString(),
        "memory" or "ephemeral-storage" => Bytes(amount),
        _ => amount.ToString(CultureInfo.InvariantCulture),
    };

    private static string Bytes(long amount) => amount >= 1L << 30
        ? (amount / (double)(1L << 30)).ToString("0.##", CultureInfo.InvariantCulture) + "Gi"
        : (amount / (double)(1L << 20)).ToString("0.##", CultureInfo.InvariantCulture) + "Mi";

    private static SortedSet<string> AskedLabels(Pod pod)
    {
        var keys = new SortedSet<string>(pod.Spec.NodeSelector.Keys, StringComparer.Ordinal);
        foreach (var term in pod.Spec.Affinity?.NodeAffinity?.RequiredDuringSchedulingIgnoredDuringExecution?.NodeSelectorTerms ?? [])
            keys.UnionWith(term.MatchExpressions.Select(expression => expression.Key ?? ""));
        return keys;
    }

    private SpecLine? Line(Pod pod, string plugin, IReadOnlyList<string> reasons, IReadOnlyList<string> nodes) => plugin switch
    {
        PluginNames.NodeResourcesFit when reasons.FirstOrDefault(reason => reason.StartsWith(Lacking, StringComparison.Ordinal)) is { } reason =>
            lines.Of(pod, $"{Largest(pod, reason[Lacking.Length..])}.resources.requests"),
        PluginNames.TaintToleration => lines.Of(pod, "spec.tolerations"),
        PluginNames.NodeAffinity => lines.Of(pod, pod.Spec.NodeSelector.Count > 0 ? "spec.nodeSelector" : "spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution"),
        PluginNames.NodeName => lines.Of(pod, "spec.nodeName"),
        PluginNames.NodePorts => lines.Of(pod, HostPortPath(pod)),
        PluginNames.InterPodAffinity => lines.Of(pod, string.Join(' ', reasons) switch
        {
            var words when words.Contains("existing pods", StringComparison.Ordinal) => "metadata.labels",
            var words when words.Contains("anti-affinity", StringComparison.Ordinal) => "spec.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution",
            _ => "spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution",
        }),
        PluginNames.PodTopologySpread => lines.Of(pod, "spec.topologySpreadConstraints"),
        PluginNames.NodeUnschedulable when nodes.Count > 0 && cluster.Api.Of<Node>().Find("", nodes[0]) is { } node => lines.Of(node, "spec.unschedulable"),
        PluginNames.VolumeBinding or PluginNames.VolumeRestrictions or PluginNames.VolumeZone or PluginNames.NodeVolumeLimits => lines.Of(pod, "spec.volumes"),
        _ => null,
    };

    /// <summary>The container that asks for most of a resource.</summary>
    private static string Largest(Pod pod, string resource) => SpecLines.PathOf(pod.Spec, pod.Spec.Containers.Concat(pod.Spec.InitContainers)
        .MaxBy(container => (container.Resources.Requests.GetValueOrDefault(resource) ?? Quantity.Zero).ToDouble())?.Name ?? "");

    private static string HostPortPath(Pod pod) =>
        pod.Spec.Containers.FirstOrDefault(container => container.Ports.Any(port => port.HostPort != 0)) is { } container ? SpecLines.PathOf(pod.Spec, container.Name ?? "") + ".ports" : "spec.hostNetwork";
}
