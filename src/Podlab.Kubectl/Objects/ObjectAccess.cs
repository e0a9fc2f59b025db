using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Podlab.Kubectl.Objects;

/// <summary>Reads and changes API objects of any kind by path; what is absent reads as empty.</summary>
internal static class ObjectAccess
{
    public static JsonNode? At(this JsonNode? node, params ReadOnlySpan<string> path)
    {
        foreach (var step in path)
        {
            node = (node as JsonObject)?[step];
            if (node is null) return null;
        }

        return node;
    }

    public static bool Has(this JsonNode? node, params ReadOnlySpan<string> path) => node.At(path) is not null;

    /// <summary>A scalar as text; empty when absent.</summary>
    public static string Text(this JsonNode? node, params ReadOnlySpan<string> path) => node.At(path) switch
    {
        JsonValue value when value.GetValueKind() == JsonValueKind.String => value.GetValue<string>(),
        JsonValue value => value.ToJsonString(),
        _ => "",
    };

    public static bool True(this JsonNode? node, params ReadOnlySpan<string> path) =>
        node.At(path) is JsonValue value && value.GetValueKind() == JsonValueKind.True;

    public static long? Number(this JsonNode? node, params ReadOnlySpan<string> path) =>
        node.At(path) is JsonValue value && value.GetValueKind() == JsonValueKind.Number
        && long.TryParse(value.ToJsonString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    public static DateTimeOffset? Time(this JsonNode? node, params ReadOnlySpan<string> path) =>
        DateTimeOffset.TryParse(node.Text(path), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time : null;

    /// <summary>The elements of a list; none when absent.</summary>
    public static IEnumerable<JsonNode?> Items(this JsonNode? node, params ReadOnlySpan<string> path) => node.At(path) as JsonArray ?? [];

    public static int Count(this JsonNode? node, params ReadOnlySpan<string> path) => node.At(path) switch
    {
        JsonArray list => list.Count,
        JsonObject map => map.Count,
        _ => 0,
    };

    /// <summary>The entries of a map in the order of their keys, as Go prints maps.</summary>
    public static IEnumerable<KeyValuePair<string, JsonNode?>> Entries(this JsonNode? node, params ReadOnlySpan<string> path) =>
        node.At(path) is JsonObject map ? map.OrderBy(e => e.Key, StringComparer.Ordinal) : [];

    public static string Name(this JsonNode? node) => node.Text("metadata", "name");

    public static string Namespace(this JsonNode? node) => node.Text("metadata", "namespace");

    /// <summary>The map at a path, made where it is missing.</summary>
    public static JsonObject Ensure(this JsonObject node, params ReadOnlySpan<string> path)
    {
        foreach (var step in path)
        {
            if (node[step] is not JsonObject next)
            {
                next = [];
                node[step] = next;
            }

            node = next;
        }

        return node;
    }

    public static JsonArray EnsureList(this JsonObject node, string key)
    {
        if (node[key] is not JsonArray list)
        {
            list = [];
            node[key] = list;
        }

        return list;
    }

    public static JsonObject Copy(this JsonObject node) => (JsonObject)node.DeepClone();
}
