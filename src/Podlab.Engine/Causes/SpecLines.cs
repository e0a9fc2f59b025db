using System.Globalization;
using System.Text.Json;
using Podlab.Api.Json;
using Podlab.Api.Model;
using Podlab.Api.Yaml;
using Podlab.Engine.Apiserver;

namespace Podlab.Engine.Causes;

/// <summary>Finds the line a person wrote: a pod that a controller made is traced to the template of the outermost workload.</summary>
internal sealed class SpecLines(ApiServer api)
{
    private const int MaxLines = 6;

    /// <param name="path">In the pod, as <c>spec.containers[0].image</c>.</param>
    public SpecLine Of(Pod pod, string path)
    {
        var (author, prefix) = Author(pod);
        return Of(author, prefix + path);
    }

    public SpecLine Of(IKubernetesObject value, string path)
    {
        var reader = new Utf8JsonReader(KubernetesJson.ToUtf8(value), new JsonReaderOptions { MaxDepth = 512 });
        JsonElement? found = JsonElement.ParseValue(ref reader);
        var last = "";
        foreach (var step in path.Split('.'))
        {
            var bracket = step.IndexOf('[', StringComparison.Ordinal);
            last = bracket < 0 ? step : step[..bracket];
            found = found is { ValueKind: JsonValueKind.Object } parent && parent.TryGetProperty(last, out var child) ? child : null;
            if (bracket < 0) continue;
            var index = int.Parse(step.AsSpan((bracket + 1)..^1), NumberStyles.None, CultureInfo.InvariantCulture);
            found = found is { ValueKind: JsonValueKind.Array } list && index < list.GetArrayLength() ? list[index] : null;
        }

        return new SpecLine($"{value.Kind}/{value.Metadata.Name}", path, found is { } element ? Text(last, element) : null);
    }

    /// <summary>The path of a container of any kind in its pod.</summary>
    public static string PathOf(PodSpec spec, string container)
    {
        for (var i = 0; i < spec.Containers.Count; i++)
        {
            if (spec.Containers[i].Name == container) return string.Create(CultureInfo.InvariantCulture, $"spec.containers[{i}]");
        }

        for (var i = 0; i < spec.InitContainers.Count; i++)
        {
            if (spec.InitContainers[i].Name == container) return string.Create(CultureInfo.InvariantCulture, $"spec.initContainers[{i}]");
        }

        for (var i = 0; i < spec.EphemeralContainers.Count; i++)
        {
            if (spec.EphemeralContainers[i].Name == container) return string.Create(CultureInfo.InvariantCulture, $"spec.ephemeralContainers[{i}]");
        }

        return "spec";
    }

    private static string Text(string key, JsonElement element)
    {
        var value = YamlWriter.Write(element).TrimEnd('\n');
        if (element.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array) || value is "{}" or "[]") return $"{key}: {value}";
        var lines = value.Split('\n');
        var indent = element.ValueKind == JsonValueKind.Object ? "  " : "";
        var kept = lines.Take(MaxLines).Select(line => indent + line).ToList();
        if (lines.Length > MaxLines) kept.Add(indent + "…");
        return $"{key}:\n{string.Join('\n', kept)}";
    }

    private (IKubernetesObject Author, string Prefix) Author(Pod pod)
    {
        IKubernetesObject author = pod;
        while (Controller(author.Metadata) is { } owner) author = owner;
        return (author, author switch
        {
            Pod => "",
            CronJob => "spec.jobTemplate.spec.template.",
            _ => "spec.template.",
        });
    }

    private IKubernetesObject? Controller(ObjectMeta metadata)
    {
        foreach (var owner in metadata.OwnerReferences)
        {
            if (owner.Controller != true) continue;
            var (@namespace, name) = (metadata.Namespace ?? "", owner.Name ?? "");
            return owner.Kind switch
            {
                "ReplicaSet" => api.Of<ReplicaSet>().Find(@namespace, name),
                "Deployment" => api.Of<Deployment>().Find(@namespace, name),
                "StatefulSet" => api.Of<StatefulSet>().Find(@namespace, name),
                "DaemonSet" => api.Of<DaemonSet>().Find(@namespace, name),
                "Job" => api.Of<Job>().Find(@namespace, name),
                "CronJob" => api.Of<CronJob>().Find(@namespace, name),
                "ReplicationController" => api.Of<ReplicationController>().Find(@namespace, name),
                _ => null,
            };
        }

        return null;
    }
}
