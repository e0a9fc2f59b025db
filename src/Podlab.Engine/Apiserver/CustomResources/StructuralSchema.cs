using System.Text.Json.Nodes;

namespace Podlab.Engine.Apiserver.CustomResources;

/// <summary>What a custom kind's schema does to its objects: drops fields that it does not know, fills in defaults, checks values.</summary>
/// <remarks>Follows staging/src/k8s.io/apiextensions-apiserver/pkg/apiserver/schema/{pruning,defaulting} (v1.36.3).</remarks>
/// <param name="preserveAll">spec.preserveUnknownFields of definitions of old: nothing is dropped.</param>
internal sealed class StructuralSchema(JsonObject schema, bool preserveAll)
{
    private static readonly string[] Known = ["apiVersion", "kind", "metadata"];

    /// <summary>Drops what the schema does not know.</summary>
    /// <returns>The paths of what was dropped, as strict decoding tells them.</returns>
    public List<string> Prune(JsonObject root)
    {
        var dropped = new List<string>();
        if (!preserveAll) Prune(root, schema, "", dropped, isRoot: true);
        dropped.Sort(StringComparer.Ordinal);
        return dropped;
    }

    /// <summary>Fills in defaults where their parents are there.</summary>
    public void Default(JsonObject root) => Default(root, schema);

    /// <summary>All values that the schema does not allow.</summary>
    public void Validate(JsonObject root, Podlab.Api.Validation.FieldErrorList errors) => new SchemaCheck(errors).Fields(root, schema, null, isRoot: true);

    internal static bool Preserves(JsonObject schema) => Definition.IsTrue(schema["x-kubernetes-preserve-unknown-fields"]);

    internal static bool IsIntOrString(JsonObject schema) => Definition.IsTrue(schema["x-kubernetes-int-or-string"]);

    private static void Prune(JsonNode? node, JsonObject schema, string path, List<string> dropped, bool isRoot)
    {
        if (node is JsonArray items)
        {
            if (schema["items"] is not JsonObject item) return;
            for (var i = 0; i < items.Count; i++) Prune(items[i], item, $"{path}[{i}]", dropped, isRoot: false);
            return;
        }

        if (node is not JsonObject fields) return;
        var properties = schema["properties"] as JsonObject;
        var others = schema["additionalProperties"];
        var embedded = isRoot || Definition.IsTrue(schema["x-kubernetes-embedded-resource"]);
        foreach (var name in fields.Select(field => field.Key).ToArray())
        {
            if (embedded && Known.Contains(name)) continue;
            var below = path.Length == 0 ? name : $"{path}.{name}";
            if (properties?[name] is JsonObject property) Prune(fields[name], property, below, dropped, isRoot: false);
            else if (others is JsonObject value) Prune(fields[name], value, below, dropped, isRoot: false);
            else if (!Preserves(schema) && !Definition.IsTrue(others))
            {
                fields.Remove(name);
                dropped.Add(below);
            }
        }
    }

    private static void Default(JsonNode? node, JsonObject schema)
    {
        if (node is JsonArray items && schema["items"] is JsonObject item)
        {
            foreach (var element in items) Default(element, item);
        }

        if (node is not JsonObject fields) return;
        if (schema["properties"] is JsonObject properties)
        {
            foreach (var (name, property) in properties)
            {
                if (property is not JsonObject known) continue;
                var isNull = fields.ContainsKey(name) && fields[name] is null;
                if (known["default"] is { } value && (!fields.ContainsKey(name) || (isNull && !Definition.IsTrue(known["nullable"])))) fields[name] = value.DeepClone();
                else if (isNull && !Definition.IsTrue(known["nullable"]) && known["type"] is not null) fields.Remove(name);
                Default(fields[name], known);
            }
        }

        if (schema["additionalProperties"] is not JsonObject others) return;
        foreach (var (_, value) in fields) Default(value, others);
    }
}
