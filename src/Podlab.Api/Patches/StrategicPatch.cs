using System.Text.Json.Nodes;
using Podlab.Api.Json;
using Podlab.Api.Schemas;

namespace Podlab.Api.Patches;

/// <summary>
/// Strategic merge patch: the schema says which lists are merged by which key. Merges a patch into an object, or two patches into one
/// (<paramref name="patches"/>: directives and nulls are kept then, since they are still to be followed).
/// </summary>
/// <remarks>Follows staging/src/k8s.io/apimachinery/pkg/util/strategicpatch/patch.go (v1.36.3).</remarks>
internal sealed class StrategicPatch(bool patches)
{
    public static JsonObject Apply(JsonObject original, JsonObject patch, Schema? schema) =>
        new StrategicPatch(patches: false).Merge((JsonObject)original.DeepClone(), (JsonObject)patch.DeepClone(), schema);

    /// <summary>Puts <paramref name="second"/> on top of <paramref name="first"/>.</summary>
    public static JsonObject Combine(JsonObject first, JsonObject second, Schema? schema) =>
        new StrategicPatch(patches: true).Merge((JsonObject)first.DeepClone(), (JsonObject)second.DeepClone(), schema);

    /// <summary>Both maps are used up.</summary>
    private JsonObject Merge(JsonObject original, JsonObject patch, Schema? schema)
    {
        if (patch.TryGetPropertyValue(PatchDirectives.Marker, out var marker)) return Follow(marker, patch);
        RetainKeys(original, patch);
        MergeOrderedLists(original, patch, schema);
        foreach (var (field, value) in patch.ToArray())
        {
            patch.Remove(field);
            var name = field;
            var deletes = field.StartsWith(PatchDirectives.DeletePrefix, StringComparison.Ordinal);
            if (deletes)
            {
                if (patches)
                {
                    original[field] = value;
                    continue;
                }

                name = field[PatchDirectives.DeletePrefix.Length..];
            }

            if (value is null && !deletes)
            {
                original.Remove(name);
                if (patches) original[name] = null;
                continue;
            }

            if (!original.TryGetPropertyValue(name, out var old) || GoJson.KindOf(old) != GoJson.KindOf(value))
            {
                if (!deletes) original[name] = patches ? value : PatchDirectives.Without(value, keepNulls: false);
                continue;
            }

            var part = schema?.Field(name);
            switch (value)
            {
                case JsonObject map:
                    original.Remove(name);
                    original[name] = part?.Replaces == true ? map : Merge((JsonObject)old!, map, part);
                    break;
                case JsonArray list:
                    original.Remove(name);
                    original[name] = MergeLists((JsonArray)old!, list, part, deletes);
                    break;
                default:
                    original[name] = value;
                    break;
            }
        }

        return original;
    }

    private static JsonObject Follow(JsonNode? marker, JsonObject patch)
    {
        switch (JsonTree.StringOrNull(marker))
        {
            case PatchDirectives.Replace:
                patch.Remove(PatchDirectives.Marker);
                return patch;
            case PatchDirectives.Delete:
                return [];
            default:
                throw PatchDirectives.UnknownType(marker, patch);
        }
    }

    private void RetainKeys(JsonObject original, JsonObject patch)
    {
        if (!patch.TryGetPropertyValue(PatchDirectives.RetainKeys, out var directive)) return;
        patch.Remove(PatchDirectives.RetainKeys);
        var wrong = PatchDirectives.BadRequest("invalid patch format of retainKeys");
        if (patches)
        {
            if (original.TryGetPropertyValue(PatchDirectives.RetainKeys, out var same) && !JsonTree.Same(same, directive)) throw wrong;
            original[PatchDirectives.RetainKeys] = directive;
            return;
        }

        if (directive is not JsonArray list) throw wrong;
        var keys = list.Select(JsonTree.ScalarText).ToHashSet(StringComparer.Ordinal);
        foreach (var (name, value) in patch)
        {
            var directiveName = name.StartsWith(PatchDirectives.DeletePrefix, StringComparison.Ordinal) || name.StartsWith(PatchDirectives.OrderPrefix, StringComparison.Ordinal);
            if (value is not null && !directiveName && !keys.Contains(name)) throw wrong;
        }

        foreach (var (name, _) in original.ToArray())
        {
            if (!keys.Contains(name)) original.Remove(name);
        }
    }

    /// <summary>Merges the lists for which the patch gives an order, and takes them out of the patch.</summary>
    private void MergeOrderedLists(JsonObject original, JsonObject patch, Schema? schema)
    {
        foreach (var (field, value) in patch.ToArray())
        {
            if (!field.StartsWith(PatchDirectives.OrderPrefix, StringComparison.Ordinal)) continue;
            var wrong = PatchDirectives.BadRequest("invalid patch format of setElementOrder list");
            if (patches)
            {
                if (original.TryGetPropertyValue(field, out var same) && !JsonTree.Same(same, value)) throw wrong;
                original[field] = value?.DeepClone();
            }

            patch.Remove(field);
            var name = field[PatchDirectives.OrderPrefix.Length..];
            if (value is not JsonArray order) throw wrong;
            var part = schema?.Field(name);
            var old = List(original, name);
            var added = List(patch, name);
            if (old is null && added is null) continue;
            CheckOrder(added, order, part?.PatchMergeKey);
            // Formerly present elements lose their places in the merge, so the order is taken before.
            var former = old?.DeepClone() as JsonArray ?? [];
            original.Remove(name);
            patch.Remove(name);
            var merged = old is null ? (patches ? added! : (JsonArray)PatchDirectives.Without(added, keepNulls: false)!)
                : added is null ? old
                : MergeLists(old, added, part, deletes: false);
            original[name] = Sorted(merged, order, former, part?.PatchMergeKey);
        }
    }

    private static JsonArray? List(JsonObject map, string name)
    {
        if (!map.TryGetPropertyValue(name, out var value)) return null;
        return value as JsonArray ?? throw PatchDirectives.BadRequest("invalid patch format of setElementOrder list");
    }

    /// <summary>What the patch brings must stand in the order that it gives.</summary>
    private static void CheckOrder(JsonArray? list, JsonArray order, string? mergeKey)
    {
        if (list is null || list.Count == 0 || order.Count == 0) return;
        var at = 0;
        foreach (var item in list)
        {
            if (PatchDirectives.IsDeletion(item)) continue;
            var identity = MergedList.Identity(item, mergeKey);
            while (at < order.Count && MergedList.Identity(order[at], mergeKey) != identity) at++;
            if (at == order.Count)
                throw PatchDirectives.Unexpected($"The order in patch list:\n{PatchErrors.GoMap(list)}\n doesn't match $setElementOrder list:\n{PatchErrors.GoMap(order)}\n");
            at++;
        }
    }

    private JsonArray MergeLists(JsonArray original, JsonArray patch, Schema? schema, bool deletes)
    {
        if (schema?.Merges != true && !deletes) return patch;
        if (original.Count == 0 && patch.Count == 0) return original;
        if (!MergedList.HoldsMaps([original, patch]))
        {
            if (deletes) return new JsonArray([.. original.Where(item => MergedList.IndexOf(patch, JsonTree.ScalarText(item), null) < 0).Select(item => item?.DeepClone())]);
            var both = original.Concat(patch).DistinctBy(JsonTree.ScalarText).Select(item => item?.DeepClone());
            return Sorted(new JsonArray([.. both]), patch, original, null);
        }

        var key = schema?.PatchMergeKey ?? throw PatchDirectives.Unexpected($"cannot merge lists without merge key for {schema?.Items?.Name}");
        var (kept, brought) = FollowInList([.. original], [.. patch], key);
        var merged = kept.ToList();
        foreach (var item in brought)
        {
            var at = MergedList.IndexOf(merged, MergedList.Identity(item, key), key);
            if (at >= 0) merged[at] = Merge((JsonObject)merged[at]!.DeepClone(), (JsonObject)item!.DeepClone(), schema.Items);
            else merged.Add(patches ? item : PatchDirectives.Without(item, keepNulls: false));
        }

        return Detached(MergedList.Ordered(merged, brought, kept, key));
    }

    /// <summary>Carries out the elements that are directives; returns what is left of both lists.</summary>
    private static (List<JsonNode?> Original, List<JsonNode?> Patch) FollowInList(List<JsonNode?> original, List<JsonNode?> patch, string key)
    {
        var plain = new List<JsonNode?>();
        var replace = false;
        foreach (var item in patch)
        {
            var map = (JsonObject)item!;
            if (!map.TryGetPropertyValue(PatchDirectives.Marker, out var marker))
            {
                plain.Add(item);
                continue;
            }

            switch (JsonTree.StringOrNull(marker))
            {
                case PatchDirectives.Delete:
                    var identity = MergedList.Identity(map, key);
                    original.RemoveAll(old => MergedList.Identity(old, key) == identity);
                    break;
                case PatchDirectives.Replace:
                    replace = true;
                    break;
                case "merge":
                    throw PatchDirectives.Unexpected("merging lists cannot yet be specified in the patch");
                default:
                    throw PatchDirectives.UnknownType(marker, map);
            }
        }

        return replace ? (plain, []) : (original, plain);
    }

    private static JsonArray Sorted(JsonArray merged, JsonArray order, JsonArray former, string? mergeKey) => Detached(MergedList.Ordered(merged, order, former, mergeKey));

    private static JsonArray Detached(List<JsonNode?> items) => new([.. items.Select(item => item?.DeepClone())]);
}
