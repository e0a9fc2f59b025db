using System.Text.Json.Nodes;
using Podlab.Api.Schemas;

namespace Podlab.Api.Apply;

/// <summary>What can be done with an object by its schema: merge another into it, take paths out of it, list its paths.</summary>
/// <remarks>Follows merge.go, remove.go and tofieldset.go of sigs.k8s.io/structured-merge-diff/v6/typed.</remarks>
internal static class TypedObject
{
    /// <summary>All paths that an applied object states.</summary>
    public static FieldSet FieldsOf(Schema? schema, JsonNode? value)
    {
        var set = new FieldSet();
        Collect(schema, value, [], set);
        return set;
    }

    /// <summary>The live object with what is applied put on top; neither is changed.</summary>
    public static JsonNode? Merge(Schema? schema, JsonNode? live, JsonNode? applied)
    {
        var shape = Shape.Of(schema, applied ?? live);
        if (shape.Kind == ShapeKind.Map && !shape.IsAtomic && live is JsonObject or null && applied is JsonObject or null)
        {
            if (live is null && applied is null) return null;
            return MergeMaps(shape, live as JsonObject ?? [], applied as JsonObject ?? []);
        }

        if (shape.Kind == ShapeKind.List && !shape.IsAtomic && live is JsonArray or null && applied is JsonArray or null && (live ?? applied) is not null)
            return MergeLists(shape, live as JsonArray ?? [], applied as JsonArray ?? []);
        return applied?.DeepClone();
    }

    /// <summary>The value without the paths of a set. A map or list that loses all it has becomes null.</summary>
    public static JsonNode? Remove(Schema? schema, JsonNode? value, FieldSet removed)
    {
        var shape = Shape.Of(schema, value);
        if (removed.IsEmpty || shape.IsAtomic || value is null) return value?.DeepClone();
        if (value is JsonArray list)
        {
            var items = new JsonArray();
            foreach (var (element, item) in shape.ElementsOf(list))
            {
                if (!removed.Has(element)) items.Add(Remove(schema?.Items, item, removed.Below(element)));
            }

            return items.Count > 0 || list.Count == 0 ? items : null;
        }

        if (value is not JsonObject map) return value.DeepClone();
        var fields = new JsonObject();
        foreach (var (name, field) in map)
        {
            var element = PathElement.Field(name);
            if (!removed.Has(element)) fields[name] = Remove(schema?.Field(name), field, removed.Below(element));
        }

        return fields.Count > 0 || map.Count == 0 ? fields : null;
    }

    private static void Collect(Schema? schema, JsonNode? value, List<string> path, FieldSet set)
    {
        var shape = Shape.Of(schema, value);
        if (shape.IsAtomic)
        {
            set.Insert(path);
            return;
        }

        if (value is JsonArray list)
        {
            foreach (var (element, item) in shape.ElementsOf(list))
            {
                path.Add(element);
                Collect(shape.Schema?.Items, item, path, set);
                set.Insert(path);
                path.RemoveAt(path.Count - 1);
            }
        }
        else if (value is JsonObject map)
        {
            foreach (var (name, field) in map)
            {
                path.Add(PathElement.Field(name));
                Collect(shape.Schema?.Field(name), field, path, set);
                if (field is null or JsonObject { Count: 0 } || shape.Schema?.Properties.ContainsKey(name) != true) set.Insert(path);
                path.RemoveAt(path.Count - 1);
            }
        }
    }

    private static JsonObject MergeMaps(Shape shape, JsonObject live, JsonObject applied)
    {
        var merged = new JsonObject();
        foreach (var (name, value) in live)
        {
            merged[name] = applied.TryGetPropertyValue(name, out var other) ? Merge(shape.Schema?.Field(name), value, other) : value?.DeepClone();
        }

        foreach (var (name, value) in applied)
        {
            if (!live.ContainsKey(name)) merged[name] = Merge(shape.Schema?.Field(name), null, value);
        }

        return merged;
    }

    /// <summary>Applied elements come in their order; live ones that are not applied keep their places among those that are in both.</summary>
    private static JsonArray MergeLists(Shape shape, JsonArray live, JsonArray applied)
    {
        var left = shape.ElementsOf(live);
        var right = shape.ElementsOf(applied);
        var inLive = left.GroupBy(item => item.Element, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.First().Item, StringComparer.Ordinal);
        var inApplied = right.Select(item => item.Element).ToHashSet(StringComparer.Ordinal);
        var shared = new Queue<string>(right.Select(item => item.Element).Where(inLive.ContainsKey));
        var done = new HashSet<string>(StringComparer.Ordinal);
        var merged = new JsonArray();
        int l = 0, r = 0;
        while (l < left.Count || r < right.Count)
        {
            if (l < left.Count && r < right.Count)
            {
                var element = left[l].Element;
                if (element == right[r].Element)
                {
                    Take(element, right[r].Item);
                    l++;
                    r++;
                    continue;
                }

                if (inApplied.Contains(element) && shared.TryPeek(out var next) && next != element)
                {
                    l++;
                    continue;
                }
            }

            if (l < left.Count)
            {
                if (!inApplied.Contains(left[l].Element))
                {
                    merged.Add(left[l++].Item?.DeepClone());
                    continue;
                }

                if (done.Contains(left[l].Element)) l++;
            }

            if (r >= right.Count) continue;
            Take(right[r].Element, right[r].Item);
            r++;
        }

        return merged;

        void Take(string element, JsonNode? item)
        {
            done.Add(element);
            if (shared.TryPeek(out var next) && next == element) shared.Dequeue();
            merged.Add(Merge(shape.Schema?.Items, inLive.GetValueOrDefault(element), item));
        }
    }
}
