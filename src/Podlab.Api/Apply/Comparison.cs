using System.Text.Json.Nodes;
using Podlab.Api.Json;
using Podlab.Api.Schemas;

namespace Podlab.Api.Apply;

/// <summary>Which paths two objects of a kind differ in.</summary>
/// <remarks>Follows sigs.k8s.io/structured-merge-diff/v6/typed/compare.go.</remarks>
internal sealed class Comparison
{
    private readonly List<string> path = [];

    private Comparison()
    {
    }

    public FieldSet Added { get; private set; } = new();

    public FieldSet Removed { get; private set; } = new();

    public FieldSet Modified { get; private set; } = new();

    public FieldSet Written => Added.Union(Modified);

    public static Comparison Of(Schema? schema, JsonNode? old, JsonNode? updated)
    {
        var comparison = new Comparison();
        comparison.Compare(schema, new Slot(true, old), new Slot(true, updated));
        return comparison;
    }

    /// <summary>The same without some paths and all that lies below them.</summary>
    public Comparison Without(FieldSet ignored) => new() { Added = Added.Without(ignored), Removed = Removed.Without(ignored), Modified = Modified.Without(ignored) };

    private static Slot Field(JsonObject? map, string name) => map is not null && map.TryGetPropertyValue(name, out var value) ? new Slot(true, value) : default;

    private void Compare(Schema? schema, Slot old, Slot updated)
    {
        var shape = Shape.Of(schema, updated.Value ?? old.Value);
        switch (shape.Kind)
        {
            case ShapeKind.List when !shape.IsAtomic && (HasItems(old.Value) || HasItems(updated.Value)):
                CompareLists(shape, old.Value as JsonArray, updated.Value as JsonArray);
                break;
            case ShapeKind.Map when !shape.IsAtomic && (HasItems(old.Value) || HasItems(updated.Value)):
                CompareMaps(shape, old.Value as JsonObject, updated.Value as JsonObject);
                break;
            default:
                if (old.Exists && updated.Exists && !JsonTree.Same(old.Value, updated.Value)) Modified.Insert(path);
                break;
        }

        if (!old.Exists) Added.Insert(path);
        else if (!updated.Exists) Removed.Insert(path);
    }

    private static bool HasItems(JsonNode? node) => node is JsonObject { Count: > 0 } or JsonArray { Count: > 0 };

    private void CompareMaps(Shape shape, JsonObject? old, JsonObject? updated)
    {
        foreach (var (name, value) in old ?? []) Descend(PathElement.Field(name), shape.Schema?.Field(name), new Slot(true, value), Field(updated, name));
        foreach (var (name, value) in updated ?? [])
        {
            if (old?.ContainsKey(name) != true) Descend(PathElement.Field(name), shape.Schema?.Field(name), default, new Slot(true, value));
        }
    }

    private void CompareLists(Shape shape, JsonArray? old, JsonArray? updated)
    {
        var before = shape.ElementsOf(old).ToLookup(item => item.Element, item => item.Item, StringComparer.Ordinal);
        var after = shape.ElementsOf(updated).ToLookup(item => item.Element, item => item.Item, StringComparer.Ordinal);
        foreach (var element in before.Select(group => group.Key).Union(after.Select(group => group.Key)))
        {
            var left = before[element].ToArray();
            var right = after[element].ToArray();
            if (left.Length <= 1 && right.Length <= 1)
            {
                Descend(element, shape.Schema?.Items, left.Length == 1 ? new Slot(true, left[0]) : default, right.Length == 1 ? new Slot(true, right[0]) : default);
            }
            else if (left.Length != right.Length || !left.Zip(right).All(pair => JsonTree.Same(pair.First, pair.Second)))
            {
                (left.Length == 0 ? Added : right.Length == 0 ? Removed : Modified).Insert([.. path, element]);
            }
        }
    }

    private void Descend(string element, Schema? schema, Slot old, Slot updated)
    {
        if (old.Exists && updated.Exists && JsonTree.Same(old.Value, updated.Value)) return;
        path.Add(element);
        Compare(schema, old, updated);
        path.RemoveAt(path.Count - 1);
    }

    /// <summary>A value that may be missing, which is not the same as null.</summary>
    private readonly record struct Slot(bool Exists, JsonNode? Value);
}
