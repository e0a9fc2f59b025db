using System.Buffers;
using System.Text;
using System.Text.Json;
using Podlab.Api;
using Podlab.Api.Json;
using Podlab.Api.Model;

namespace Podlab.Engine.Kubelet.Resources;

/// <summary>The resources in question, as events of a resize tell them.</summary>
/// <remarks>Follows pkg/kubelet/events/pod_resize.go (v1.36.3).</remarks>
internal static class ResizeSummary
{
    public static string Of(Pod pod, string error)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer, KubernetesJson.Compact))
        {
            writer.WriteStartObject();
            Write(writer, "initContainers", pod.Spec.InitContainers);
            Write(writer, "containers", pod.Spec.Containers);
            writer.WriteNumber("generation", pod.Metadata.Generation);
            if (error.Length > 0) writer.WriteString("error", error);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter writer, string name, ValueList<Container> containers)
    {
        if (containers.IsEmpty) return;
        writer.WriteStartArray(name);
        foreach (var container in containers)
        {
            writer.WriteStartObject();
            writer.WriteString("name", container.Name);
            writer.WritePropertyName("resources");
            container.Resources.Write(writer);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
