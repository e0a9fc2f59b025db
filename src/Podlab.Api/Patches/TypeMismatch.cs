using System.Text.Json;
using System.Text.Json.Nodes;
using Podlab.Api.Schemas;

namespace Podlab.Api.Patches;

/// <summary>What the server says when a strategic patch leaves a field with a value of another type than its kind's.</summary>
/// <remarks>
/// The result of such a patch is not decoded as JSON but goes through staging/src/k8s.io/apimachinery/pkg/runtime/converter.go (v1.36.3), which has its own words.
/// </remarks>
public static class TypeMismatch
{
    /// <returns>The first mismatch, in the order of the document; null where every value fits its schema.</returns>
    public static string? Find(Schema? schema, JsonNode? value)
    {
        if (value is null || schema is null || schema.IsOpaque) return null;
        return schema.Type switch
        {
            "array" when value is JsonArray list => list.Select(item => Find(schema.Items, item)).FirstOrDefault(found => found is not null),
            "object" when value is JsonObject map => map.Select(field => Find(schema.Field(field.Key), field.Value)).FirstOrDefault(found => found is not null),
            "array" => $"cannot restore slice from {ReflectKind(value)}",
            "object" => $"cannot restore {(schema.Values is null ? "struct from:" : "map from")} {ReflectKind(value)}",
            "string" when value.GetValueKind() != JsonValueKind.String => Convert(value, "string"),
            "boolean" when value.GetValueKind() is not (JsonValueKind.True or JsonValueKind.False) => Convert(value, "bool"),
            "integer" when value.GetValueKind() != JsonValueKind.Number => Convert(value, schema.Format ?? "int64"),
            "number" when value.GetValueKind() != JsonValueKind.Number => Convert(value, "float64"),
            _ => null,
        };
    }

    private static string Convert(JsonNode value, string type) => $"cannot convert {ReflectKind(value)} to {type}";

    private static string ReflectKind(JsonNode value) => value.GetValueKind() switch
    {
        JsonValueKind.String => "string",
        JsonValueKind.Array => "slice",
        JsonValueKind.Object => "map",
        JsonValueKind.Number => value.ToJsonString().AsSpan().ContainsAny('.', 'e', 'E') ? "float64" : "int64",
        _ => "bool",
    };
}
