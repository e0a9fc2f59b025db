using System.Globalization;
using System.Text;
using Podlab.Api;
using Podlab.Api.Model;
using Podlab.Engine.Kubelet.Containers;

namespace Podlab.Engine.Kubelet.Environment;

/// <summary>What a pod may learn about itself: fields and resources.</summary>
/// <remarks>Follows pkg/fieldpath/fieldpath.go and pkg/api/v1/resource/helpers.go (v1.36.3).</remarks>
internal sealed class FieldValues(KubeletContext context)
{
    /// <exception cref="ConfigException">The field is not one that a pod may ask for.</exception>
    public string Field(Pod pod, string path, IReadOnlyList<string> podIps)
    {
        var metadata = pod.Metadata;
        switch (path)
        {
            case "metadata.name": return metadata.Name ?? "";
            case "metadata.namespace": return metadata.Namespace ?? "";
            case "metadata.uid": return metadata.Uid ?? "";
            case "metadata.labels": return Lines(metadata.Labels);
            case "metadata.annotations": return Lines(metadata.Annotations);
            case "spec.nodeName": return pod.Spec.NodeName ?? "";
            case "spec.serviceAccountName": return pod.Spec.ServiceAccountName ?? "";
            case "status.hostIP" or "status.hostIPs": return context.NodeIp;
            case "status.podIP": return pod.Spec.HostNetwork ? context.NodeIp : podIps.Count > 0 ? podIps[0] : "";
            case "status.podIPs": return pod.Spec.HostNetwork ? context.NodeIp : string.Join(',', podIps);
        }

        if (Subscript(path, "metadata.labels") is { } label) return metadata.Labels.GetValueOrDefault(label) ?? "";
        if (Subscript(path, "metadata.annotations") is { } annotation) return metadata.Annotations.GetValueOrDefault(annotation) ?? "";
        throw new ConfigException($"unsupported fieldPath: {path}");
    }

    /// <summary>All annotations, with the two that the kubelet puts to its own copy of a pod.</summary>
    public static string Annotations(Pod pod, DateTimeOffset seen) => Lines(pod.Metadata.Annotations
        .Set("kubernetes.io/config.seen", seen.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff00'Z'", CultureInfo.InvariantCulture))
        .Set("kubernetes.io/config.source", "api"));

    /// <exception cref="ConfigException">There is no such resource or container.</exception>
    public string Resource(Pod pod, Container container, ResourceFieldSelector selector)
    {
        if (!string.IsNullOrEmpty(selector.ContainerName) && selector.ContainerName != container.Name)
            container = pod.Spec.FindContainer(selector.ContainerName) ?? throw new ConfigException($"container {selector.ContainerName} not found");
        var dot = selector.Resource.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0) throw new ConfigException($"unsupported container resource : {selector.Resource}");
        var (side, name) = (selector.Resource[..dot], selector.Resource[(dot + 1)..]);
        var amount = side == "limits"
            ? container.Resources.Limits.GetValueOrDefault(name) ?? Allocatable(name)
            : container.Resources.Requests.GetValueOrDefault(name) ?? Quantity.Zero;
        var divisor = selector.Divisor is { IsZero: false } given ? given : Quantity.Of(1);
        var value = name == "cpu"
            ? (long)Math.Ceiling((double)amount.MilliValue / divisor.MilliValue)
            : (long)Math.Ceiling((double)amount.Value / divisor.Value);
        return value.ToString(CultureInfo.InvariantCulture);
    }

    private Quantity Allocatable(string name) => context.Api.Of<Node>().Find("", context.NodeName)?.Status.Allocatable.GetValueOrDefault(name) ?? Quantity.Zero;

    private static string? Subscript(string path, string field) =>
        path.StartsWith(field + "['", StringComparison.Ordinal) && path.EndsWith("']", StringComparison.Ordinal) ? path[(field.Length + 2)..^2] : null;

    private static string Lines(ValueMap<string> map)
    {
        var text = new StringBuilder();
        foreach (var (key, value) in map)
        {
            if (text.Length > 0) text.Append('\n');
            text.Append(key).Append('=').Append(GoText.Quote(value));
        }

        return text.ToString();
    }
}
