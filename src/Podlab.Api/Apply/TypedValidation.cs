using System.Text.Json;
using System.Text.Json.Nodes;
using Podlab.Api.Json;
using Podlab.Api.Patches;
using Podlab.Api.Schemas;

namespace Podlab.Api.Apply;

/// <summary>Whether an applied object fits its schema: no unknown fields, right types, no element twice.</summary>
/// <remarks>Follows sigs.k8s.io/structured-merge-diff/v6/typed/validate.go.</remarks>
internal sealed class TypedValidation
{
    private readonly List<string> errors = [];
    private readonly List<string> path = [];

    /// <returns>The errors as one text; null where there are none.</returns>
    public static string? ErrorsOf(Schema? schema, JsonNode? value)
    {
        var validation = new TypedValidation();
        validation.Visit(schema, value);
        return validation.errors.Count switch
        {
            0 => null,
            1 => validation.errors[0],
            _ => $"errors:\n{string.Join('\n', validation.errors.Select(error => $"  {error}"))}",
        };
    }

    private void Visit(Schema? schema, JsonNode? value)
    {
        if (value is null || schema is null || schema.IsOpaque) return;
        switch (schema.Type)
        {
            case "array":
                if (value is JsonArray list) VisitList(schema, list);
                else Fail($"expected list, got {Pointer(value)}");
                break;
            case "object":
                if (value is JsonObject map) VisitMap(schema, map);
                else Fail($"expected map, got {Pointer(value)}");
                break;
            case "string":
                if (value.GetValueKind() != JsonValueKind.String) Fail($"expected string, got {Reflected(value)}");
                break;
            case "integer" or "number":
                if (value.GetValueKind() != JsonValueKind.Number) Fail($"expected numeric (int or float), got {GoType(value)}");
                break;
            case "boolean":
                if (value.GetValueKind() is not (JsonValueKind.True or JsonValueKind.False)) Fail($"expected boolean, got {Pointer(value)}");
                break;
            default:
                if (value is not JsonValue) Fail($"expected any scalar, got {Pointer(value)}");
                break;
        }
    }

    private void VisitMap(Schema schema, JsonObject map)
    {
        foreach (var (name, value) in map.OrderBy(field => field.Key, StringComparer.Ordinal))
        {
            path.Add(PathElement.Field(name));
            if (schema.Field(name) is { } field) Visit(field, value);
            else Fail("field not declared in schema");
            path.RemoveAt(path.Count - 1);
        }
    }

    private void VisitList(Schema schema, JsonArray list)
    {
        var shape = Shape.Of(schema, list);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < list.Count; i++)
        {
            var element = FormattableString.Invariant($"i:{i}");
            if (!shape.IsAtomic)
            {
                element = shape.ElementOf(list[i], out var missing) ?? element;
                if (missing is not null)
                {
                    Fail(FormattableString.Invariant($"element {i}: associative list with keys has an element that omits key field {GoText.Quote(missing)} (and doesn't have default value)"));
                    continue;
                }

                if (!seen.Add(element))
                {
                    Fail($"duplicate entries for key {PathElement.Text([element])}");
                    continue;
                }
            }

            path.Add(element);
            Visit(schema.Items, list[i]);
            path.RemoveAt(path.Count - 1);
        }
    }

    private void Fail(string why) => errors.Add($"{PathElement.Text(path)}: {why}");

    /// <summary>Go's <c>%v</c> of a pointer to the value's wrapper.</summary>
    private static string Pointer(JsonNode value) => $"&{{{PatchErrors.GoMap(value)}}}";

    /// <summary>Go's <c>%#v</c> of the same.</summary>
    private static string Reflected(JsonNode value) =>
        $"&value.valueUnstructured{{Value:{(JsonTree.StringOrNull(value) is { } text ? GoText.Quote(text) : PatchErrors.GoMap(value))}}}";

    private static string GoType(JsonNode value) => value.GetValueKind() switch
    {
        JsonValueKind.String => "string",
        JsonValueKind.Array => "[]interface {}",
        JsonValueKind.Object => "map[string]interface {}",
        _ => "bool",
    };
}
