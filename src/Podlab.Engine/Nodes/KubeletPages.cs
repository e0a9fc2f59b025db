using System.Buffers;
using System.Text;
using System.Text.Json;
using Podlab.Api.Json;
using Podlab.Engine.Apiserver.Http;
using Podlab.Engine.Kubelet;
using Podlab.Engine.Kubelet.Eviction;
using Podlab.Engine.Kubelet.Workers;

namespace Podlab.Engine.Nodes;

/// <summary>The pages of a kubelet's own server that only read.</summary>
/// <remarks>Follows pkg/kubelet/server/server.go (v1.36.3).</remarks>
internal sealed class KubeletPages(Kubelet.Kubelet kubelet, KubeletContext context)
{
    /// <summary>Null: there is no such page.</summary>
    public ApiResponse? Answer(string path) => path.TrimEnd('/') switch
    {
        "healthz" or "healthz/ping" or "healthz/syncloop" => Text("ok"),
        "stats/summary" => Json(new SummaryPage(Usages(), context).Write),
        "metrics/resource" => Text(new ResourceMetricsPage(Usages(), context).ToString(), "text/plain; version=0.0.4; charset=utf-8"),
        "pods" => Json(WritePods),
        _ => null,
    };

    /// <summary>The pods that have not ended. The kubelet keeps them without order.</summary>
    private IEnumerable<PodWorker> Pods() => kubelet.Pods.Where(pod => !pod.IsFinished)
        .OrderBy(pod => pod.Pod.Metadata.Namespace, StringComparer.Ordinal).ThenBy(pod => pod.Pod.Metadata.Name, StringComparer.Ordinal);

    private List<PodUsage> Usages() => [.. Pods().Select(pod => PodUsage.Of(pod, context.Runtime))];

    private void WritePods(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("apiVersion", "v1");
        json.WriteStartArray("items");
        foreach (var pod in Pods()) json.WriteRawValue(KubernetesJson.ToUtf8(pod.Pod), skipInputValidation: true);
        json.WriteEndArray();
        json.WriteString("kind", "PodList");
        json.WriteStartObject("metadata");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static ApiResponse Text(string text, string type = "text/plain; charset=utf-8") => new() { Code = 200, ContentType = type, Body = Encoding.UTF8.GetBytes(text) };

    private static ApiResponse Json(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, IndentSize = 1, NewLine = "\n" })) write(json);
        return new ApiResponse { Code = 200, Body = buffer.WrittenMemory };
    }
}
