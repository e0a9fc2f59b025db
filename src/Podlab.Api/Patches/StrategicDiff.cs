using System.Text.Json.Nodes;
using Podlab.Api.Json;
using Podlab.Api.Schemas;

namespace Podlab.Api.Patches;

/// <summary>Finds the strategic merge patch that leads from one object to another.</summary>
/// <remarks>Follows diffMaps in staging/src/k8s.io/apimachinery/pkg/util/strategicpatch/patch.go (v1.36.3).</remarks>
internal sealed class StrategicDiff
{
    /// <summary>Leaves out what is in the original only.</summary>
    public bool IgnoreDeletions { get; init; }

    /// <summary>Leaves out everything but deletions.</summary>
    public bool OnlyDeletions { get; init; }

    /// <summary>Tells the order of merged lists.</summary>
    public bool SetElementOrder { get; init; }

    public JsonObject Between(JsonObject original, JsonObject modified, Schema? schema, bool retainKeys = false)
    {
        var patch = new JsonObject();
        foreach (var (name, value) in modified)
        {
            if (!original.TryGetPropertyValue(name, out var old) || GoJson.KindOf(old) != GoJson.KindOf(value)) Replace(patch, name, value);
            else if (value is JsonObject map) AddMap(patch, name, (JsonObject)old!, map, schema?.Field(name));
            else if (value is JsonArray list) AddList(patch, name, (JsonArray)old!, list, schema?.Field(name));
            else if (!JsonTree.Same(old, value)) Replace(patch, name, value);
        }

        if (!IgnoreDeletions)
        {
            foreach (var (name, _) in original)
            {
                if (!modified.ContainsKey(name)) patch[name] = null;
            }
        }

        var kept = modified.Where(field => field.Value is not null).Select(field => field.Key).Order(StringComparer.Ordinal).ToArray();
        if (retainKeys && kept.Length > 0 && (patch.Count > 0 || original.Any(field => !modified.ContainsKey(field.Key))))
            patch[PatchDirectives.RetainKeys] = new JsonArray([.. kept.Select(key => JsonValue.Create(key))]);
        return patch;
    }

    private void Replace(JsonObject patch, string name, JsonNode? value)
    {
        if (!OnlyDeletions) patch[name] = value?.DeepClone();
    }

    private void AddMap(JsonObject patch, string name, JsonObject original, JsonObject modified, Schema? schema)
    {
        if (schema?.Replaces == true)
        {
            Replace(patch, name, modified);
            return;
        }

        var inner = Between(original, modified, schema, schema?.RetainsKeys == true);
        if (inner.Count > 0) patch[name] = inner;
    }

    private void AddList(JsonObject patch, string name, JsonArray original, JsonArray modified, Schema? schema)
    {
        if (schema?.Merges != true)
        {
            if (!JsonTree.Same(original, modified)) Replace(patch, name, modified);
            return;
        }

        if (original.Count == 0)
        {
            if (modified.Count > 0) Replace(patch, name, modified);
            return;
        }

        var key = schema.PatchMergeKey;
        var maps = MergedList.HoldsMaps([original, modified]);
        var (added, deleted) = maps ? MapsBetween(original, modified, schema) : ScalarsBetween(original, modified);
        added = MergedList.SortedBy(modified, added, key);
        var changed = added.Count > 0 || deleted.Count > 0 || !SameOrder(original, modified, maps ? key : null);
        if (maps)
        {
            added.AddRange(deleted);
            deleted.Clear();
        }

        if (added.Count > 0) patch[name] = Detached(added);
        if (deleted.Count > 0) patch[PatchDirectives.DeletePrefix + name] = Detached(deleted);
        if (SetElementOrder && changed && modified.Count > 0)
            patch[PatchDirectives.OrderPrefix + name] = maps ? Keys(modified, key!) : modified.DeepClone();
    }

    private (List<JsonNode?> Added, List<JsonNode?> Deleted) MapsBetween(JsonArray original, JsonArray modified, Schema schema)
    {
        var key = schema.PatchMergeKey ?? throw PatchDirectives.NoMergeKey(original[0], "");
        var added = new List<JsonNode?>();
        // Elements of one key, where a list has several, pair in their order.
        var before = original.GroupBy(item => MergedList.Identity(item, key)).ToDictionary(group => group.Key, group => new Queue<JsonNode?>(group), StringComparer.Ordinal);
        foreach (var item in modified)
        {
            if (!before.TryGetValue(MergedList.Identity(item, key), out var same) || !same.TryDequeue(out var old))
            {
                if (!OnlyDeletions) added.Add(item);
                continue;
            }

            var inner = Between((JsonObject)old!, (JsonObject)item!, schema.Items, schema.RetainsKeys);
            if (inner.Count == 0) continue;
            inner[key] = item?[key]?.DeepClone();
            added.Add(inner);
        }

        var deleted = new List<JsonNode?>();
        if (IgnoreDeletions) return (added, deleted);
        foreach (var item in before.OrderBy(group => group.Key, StringComparer.Ordinal).SelectMany(group => group.Value))
        {
            deleted.Add(new JsonObject { [PatchDirectives.Marker] = PatchDirectives.Delete, [key] = item?[key]?.DeepClone() });
        }

        return (added, deleted);
    }

    private (List<JsonNode?> Added, List<JsonNode?> Deleted) ScalarsBetween(JsonArray original, JsonArray modified)
    {
        var added = OnlyDeletions ? [] : Except(modified, original);
        var deleted = IgnoreDeletions ? [] : Except(original, modified);
        return (added, [.. deleted.OrderBy(JsonTree.ScalarText, StringComparer.Ordinal)]);
    }

    private static List<JsonNode?> Except(JsonArray list, JsonArray others)
    {
        var known = others.Select(JsonTree.ScalarText).ToHashSet(StringComparer.Ordinal);
        return [.. list.Where(item => !known.Contains(JsonTree.ScalarText(item))).DistinctBy(JsonTree.ScalarText)];
    }

    private static bool SameOrder(JsonArray original, JsonArray modified, string? key) =>
        original.Count == modified.Count && original.Zip(modified).All(pair => MergedList.Identity(pair.First, key) == MergedList.Identity(pair.Second, key));

    private static JsonArray Keys(JsonArray list, string key) => new([.. list.Select(item => new JsonObject { [key] = item?[key]?.DeepClone() })]);

    private static JsonArray Detached(List<JsonNode?> items) => new([.. items.Select(item => item?.DeepClone())]);
}
