using System.Text.Json.Nodes;

namespace Podlab.Api.Patches;

/// <summary>JSON merge patch (RFC 7386).</summary>
public static class MergePatch
{
    /// <summary>Applies a patch on a server: a null alone is no patch.</summary>
    internal static JsonNode? Apply(JsonNode? original, JsonNode? patch) =>
        patch is null ? throw new PatchException(PatchErrors.Malformed("Invalid JSON Patch")) : Merge(original, patch);

    /// <summary>The original with the patch's fields set, and those removed that are null in it. Neither is changed.</summary>
    public static JsonNode? Merge(JsonNode? original, JsonNode? patch)
    {
        if (patch is not JsonObject fields) return Pruned(patch);
        if (original is not JsonObject old) return Pruned(patch);
        var merged = (JsonObject)old.DeepClone();
        foreach (var (name, value) in fields)
        {
            if (value is null) merged.Remove(name);
            else merged[name] = Merge(merged[name], value);
        }

        return merged;
    }

    /// <summary>A copy without the fields that are null; there is nothing left for them to remove.</summary>
    private static JsonNode? Pruned(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject map:
                var fields = new JsonObject();
                foreach (var (name, value) in map)
                {
                    if (value is not null) fields[name] = Pruned(value);
                }

                return fields;
            case JsonArray list:
                return new JsonArray([.. list.Select(Pruned)]);
            default:
                return node?.DeepClone();
        }
    }
}
