using System.Text.Json;
using System.Text.Json.Nodes;
using Podlab.Api.Schemas;

namespace Podlab.Api.Patches;

/// <summary>What Go says when a patched object's field has a value of another type than its kind's.</summary>
/// <remarks>
/// JSON is decoded with encoding/json's words; a strategic patch's result goes through the converter of
/// staging/src/k8s.io/apimachinery/pkg/runtime/converter.go (v1.36.3), which has its own.
/// </remarks>
public static class TypeMismatch
{
    /// <returns>The first mismatch, in the order of the document; null where every value fits its schema.</returns>
    public static string? Find(PatchType type, Schema? schema, JsonNode? value) => Find(type, schema, value, "", "");

    private static string? Find(PatchType type, Schema? schema, JsonNode? value, string owner, string path)
    {
        if (value is null || schema is null || schema.IsOpaque) return null;
        switch (schema.Type)
        {
            case "array" when value is JsonArray list:
                return list.Select(item => Find(type, schema.Items, item, owner, path)).FirstOrDefault(found => found is not null);
            case "object" when value is JsonObject map:
                var inner = schema.Name is { } name ? Short(name) : owner;
                return map.Select(field => Find(type, schema.Field(field.Key), field.Value, inner, path.Length == 0 ? field.Key : $"{path}.{field.Key}"))
                    .FirstOrDefault(found => found is not null);
            case "array":
                return type == PatchType.Strategic ? $"cannot restore slice from {ReflectKind(value)}" : Unmarshal(schema, value, owner, path);
            case "object":
                return type == PatchType.Strategic ? $"cannot restore {(schema.Values is null ? "struct from:" : "map from")} {ReflectKind(value)}" : Unmarshal(schema, value, owner, path);
            case "string" when value.GetValueKind() != JsonValueKind.String:
            case "boolean" when value.GetValueKind() is not (JsonValueKind.True or JsonValueKind.False):
            case "integer" or "number" when value.GetValueKind() != JsonValueKind.Number:
                return type == PatchType.Strategic ? $"cannot convert {ReflectKind(value)} to {GoType(schema)}" : Unmarshal(schema, value, owner, path);
            default:
                return null;
        }
    }

    private static string Unmarshal(Schema schema, JsonNode value, string owner, string path) =>
        $"json: cannot unmarshal {GoJson.KindOf(value)} into Go struct field {owner}.{path} of type {GoType(schema)}";

    private static string GoType(Schema schema) => schema.Type switch
    {
        "array" => $"[]{(schema.Items is { } items ? GoType(items) : "interface {}")}",
        "object" when schema.Name is { } name => $"{Package(name)}.{Short(name)}",
        "object" => $"map[string]{(schema.Values is { } values ? GoType(values) : "interface {}")}",
        "integer" => schema.Format ?? "int64",
        "number" => "float64",
        "boolean" => "bool",
        "string" => "string",
        _ => schema.Name is { } special ? $"{Package(special)}.{Short(special)}" : "interface {}",
    };

    private static string ReflectKind(JsonNode value) => value.GetValueKind() switch
    {
        JsonValueKind.String => "string",
        JsonValueKind.Array => "slice",
        JsonValueKind.Object => "map",
        JsonValueKind.Number => value.ToJsonString().AsSpan().ContainsAny('.', 'e', 'E') ? "float64" : "int64",
        _ => "bool",
    };

    private static string Short(string name) => name[(name.LastIndexOf('.') + 1)..];

    private static string Package(string name)
    {
        var parts = name.Split('.');
        return parts.Length > 1 ? parts[^2] : name;
    }
}
