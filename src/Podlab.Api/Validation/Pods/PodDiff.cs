using System.Text;
using System.Text.Json;
using Podlab.Api.Json;
using Podlab.Api.Model;

namespace Podlab.Api.Validation.Pods;

/// <summary>The lines that differ between two objects, as a reader of a refusal wants them. Kubernetes prints its own types here; nobody reads this by program.</summary>
internal static class PodDiff
{
    public static string Describe(PodSpec old, PodSpec value) => Describe(Lines(old.Write), Lines(value.Write));

    public static string Describe(EphemeralContainer old, EphemeralContainer value) => Describe(Lines(old.Write), Lines(value.Write));

    private static string Describe(string[] old, string[] value)
    {
        var start = 0;
        while (start < Math.Min(old.Length, value.Length) && old[start] == value[start])
        {
            start++;
        }
        var end = 0;
        while (end < Math.Min(old.Length, value.Length) - start && old[^(end + 1)] == value[^(end + 1)])
        {
            end++;
        }
        var text = new StringBuilder();
        foreach (var line in old[start..^end])
        {
            text.Append('-').Append(line).Append('\n');
        }
        foreach (var line in value[start..^end])
        {
            text.Append('+').Append(line).Append('\n');
        }
        return text.ToString();
    }

    private static string[] Lines(Action<Utf8JsonWriter> write)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, KubernetesJson.Indented))
        {
            write(writer);
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan).Split('\n');
    }
}
