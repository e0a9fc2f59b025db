using System.Text.Json.Nodes;
using Podlab.Api.Json;
using Podlab.Api.Schemas;

namespace Podlab.Api.Apply;

internal enum ShapeKind
{
    Scalar,
    List,
    Map,
}

/// <summary>What a schema says about ownership: whether a value is owned whole or in parts, and how a list's elements are told apart.</summary>
/// <remarks>Without a schema a map is owned in parts and a list as a whole, as structured-merge-diff deduces.</remarks>
internal readonly record struct Shape(Schema? Schema, ShapeKind Kind, bool IsAtomic)
{
    public static Shape Of(Schema? schema, JsonNode? value) => schema?.Type switch
    {
        "array" => new Shape(schema, ShapeKind.List, schema.ListType is null or "atomic"),
        "object" when schema.IsOpaque => Of(null, value),
        "object" => new Shape(schema, ShapeKind.Map, schema.MapType == "atomic"),
        null when value is JsonArray => new Shape(null, ShapeKind.List, true),
        null when value is JsonObject => new Shape(null, ShapeKind.Map, false),
        _ => new Shape(schema, ShapeKind.Scalar, true),
    };

    /// <summary>An element's step; null where a key is missing that has no default (<paramref name="missing"/> names it).</summary>
    public string? ElementOf(JsonNode? item, out string? missing)
    {
        missing = null;
        if (Schema?.ListType != "map") return PathElement.Value(item);
        var keys = new JsonObject();
        foreach (var key in Schema.ListMapKeys)
        {
            if (item is JsonObject map && map.TryGetPropertyValue(key, out var value) && value is not null)
            {
                keys[key] = value.DeepClone();
            }
            else if (Schema.Items?.Field(key)?.Default is { } standard)
            {
                keys[key] = JsonTree.Parse(System.Text.Encoding.UTF8.GetBytes(standard.GetRawText()));
            }
            else
            {
                missing = key;
                return null;
            }
        }

        return PathElement.Keys(keys);
    }

    /// <summary>A list's elements by their steps, in order; elements without keys go by their position.</summary>
    public List<(string Element, JsonNode? Item)> ElementsOf(JsonArray? list)
    {
        var elements = new List<(string, JsonNode?)>(list?.Count ?? 0);
        for (var i = 0; i < (list?.Count ?? 0); i++) elements.Add((ElementOf(list![i], out _) ?? FormattableString.Invariant($"i:{i}"), list[i]));
        return elements;
    }
}
