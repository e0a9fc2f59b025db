using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Podlab.Api.Json;
using Podlab.Api.Validation;

namespace Podlab.Engine.Apiserver.CustomResources;

/// <summary>Compares values with a schema, in Kubernetes' words.</summary>
/// <remarks>Follows staging/src/k8s.io/apiextensions-apiserver/pkg/apiserver/validation/validation.go and kube-openapi's pkg/validation/errors (v1.36.3).</remarks>
internal sealed class SchemaCheck(FieldErrorList errors)
{
    public void Fields(JsonObject fields, JsonObject schema, FieldPath? path, bool isRoot = false)
    {
        if (schema["required"] is JsonArray required)
        {
            foreach (var name in required.Select(JsonTree.StringOrNull).OfType<string>())
            {
                if (!fields.ContainsKey(name)) errors.Required(Below(path, name));
            }
        }

        var properties = schema["properties"] as JsonObject;
        foreach (var (name, value) in fields.OrderBy(field => field.Key, StringComparer.Ordinal))
        {
            if (isRoot && name is "apiVersion" or "kind" or "metadata") continue;
            if (properties?[name] is JsonObject property) Value(value, property, Below(path, name));
            else if (schema["additionalProperties"] is JsonObject others) Value(value, others, path is null ? Below(null, name) : path.Key(name));
        }
    }

    private static FieldPath Below(FieldPath? path, string name) => path is null ? FieldPath.Of(name) : path.Child(name);

    private void Value(JsonNode? value, JsonObject schema, FieldPath path)
    {
        if (value is null)
        {
            if (!Definition.IsTrue(schema["nullable"]) && schema["type"] is not null) errors.Invalid(path, "null", $"{path} in body must be of type {Definition.Text(schema, "type")}: \"null\"");
            return;
        }

        var kind = Kind(value);
        var wanted = Definition.Text(schema, "type");
        var fits = StructuralSchema.IsIntOrString(schema) ? kind is "integer" or "string" : wanted.Length == 0 || wanted == kind || (wanted == "number" && kind == "integer");
        if (!fits)
        {
            errors.Invalid(path, kind, $"{path} in body must be of type {(StructuralSchema.IsIntOrString(schema) ? "integer,string" : wanted)}: {Podlab.Api.GoText.Quote(kind)}");
            return;
        }

        if (schema["enum"] is JsonArray allowed && !allowed.Any(one => JsonTree.Same(one, value)))
            errors.NotSupported(path, Plain(value), [.. allowed.Select(one => JsonTree.StringOrNull(one) ?? JsonTree.ToText(one))]);
        if (kind is "integer" or "number") Number(value, schema, path);
        else if (kind == "string") Text(value.GetValue<string>(), schema, path);
        else if (value is JsonArray items) List(items, schema, path);
        else if (value is JsonObject fields) Fields(fields, schema, path);
    }

    private void Number(JsonNode value, JsonObject schema, FieldPath path)
    {
        var number = decimal.Parse(JsonTree.ToText(value), NumberStyles.Float, CultureInfo.InvariantCulture);
        if (Bound(schema, "minimum") is { } least && number < least) errors.Invalid(path, Plain(value), string.Create(CultureInfo.InvariantCulture, $"{path} in body should be greater than or equal to {least}"));
        if (Bound(schema, "maximum") is { } most && number > most) errors.Invalid(path, Plain(value), string.Create(CultureInfo.InvariantCulture, $"{path} in body should be less than or equal to {most}"));
    }

    private void Text(string text, JsonObject schema, FieldPath path)
    {
        var length = text.EnumerateRunes().Count();
        if (Bound(schema, "maxLength") is { } most && length > most) errors.TooLong(path, (int)most);
        if (Bound(schema, "minLength") is { } least && length < least) errors.Invalid(path, text, string.Create(CultureInfo.InvariantCulture, $"{path} in body should be at least {least} chars long"));
        if (Definition.Text(schema, "pattern") is { Length: > 0 } pattern && !Matches(text, pattern)) errors.Invalid(path, text, $"{path} in body should match '{pattern}'");
    }

    private void List(JsonArray items, JsonObject schema, FieldPath path)
    {
        if (Bound(schema, "maxItems") is { } most && items.Count > most) errors.TooMany(path, items.Count, (int)most);
        if (Bound(schema, "minItems") is { } least && items.Count < least) errors.Invalid(path, items.Count, string.Create(CultureInfo.InvariantCulture, $"{path} in body should have at least {least} items"));
        if (schema["items"] is not JsonObject item) return;
        for (var i = 0; i < items.Count; i++) Value(items[i], item, path.Index(i));
    }

    private static decimal? Bound(JsonObject schema, string name) =>
        schema[name] is JsonValue value && decimal.TryParse(JsonTree.ToText(value), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>Patterns are a client's, and Go's take time in proportion to the text: so must these. One that cannot be read refuses nothing.</summary>
    private static bool Matches(string text, string pattern)
    {
        try
        {
            return Regex.IsMatch(text, pattern, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
        }
        catch (Exception mistake) when (mistake is ArgumentException or NotSupportedException)
        {
            return true;
        }
    }

    private static object Plain(JsonNode value) => value.GetValueKind() switch
    {
        JsonValueKind.String => value.GetValue<string>(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number when value is JsonValue whole && whole.TryGetValue<long>(out var number) => number,
        _ => JsonTree.ToText(value),
    };

    private static string Kind(JsonNode value) => value.GetValueKind() switch
    {
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        _ => JsonTree.ToText(value).AsSpan().ContainsAny('.', 'e', 'E') ? "number" : "integer",
    };
}
