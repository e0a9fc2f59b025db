using System.Text.Json.Nodes;

namespace Podlab.Engine.Tests.Scheduling.Conformance;

/// <summary>RFC 7386, as the recordings' steps use it.</summary>
internal static class MergePatches
{
    public static JsonNode? Apply(JsonNode? target, JsonNode? patch)
    {
        if (patch is not JsonObject changes) return patch?.DeepClone();
        var result = target is JsonObject there ? (JsonObject)there.DeepClone() : [];
        foreach (var (key, value) in changes)
        {
            if (value is null) result.Remove(key);
            else result[key] = Apply(result[key], value);
        }

        return result;
    }
}
