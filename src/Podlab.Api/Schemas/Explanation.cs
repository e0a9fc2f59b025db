namespace Podlab.Api.Schemas;

/// <summary>What <c>kubectl explain</c> tells of a schema, apart from prose.</summary>
/// <remarks>Follows staging/src/k8s.io/kubectl/pkg/explain/v2/templates/plaintext.tmpl (v1.36.3).</remarks>
public static class Explanation
{
    /// <summary>The fields of an object, of a list's elements or of a map's values, in alphabetical order.</summary>
    public static IReadOnlyList<FieldExplanation> FieldsOf(Schema schema)
    {
        var inner = Innermost(schema);
        return [.. inner.Properties.OrderBy(field => field.Key, StringComparer.Ordinal).Select(field => Explain(inner, field.Key, field.Value))];
    }

    /// <summary>Follows field names from a kind's schema, through lists and maps.</summary>
    /// <returns>Null where a name on the way is no field.</returns>
    public static FieldExplanation? Find(Schema kind, IEnumerable<string> path)
    {
        FieldExplanation? found = null;
        var schema = kind;
        foreach (var name in path)
        {
            var inner = Innermost(schema);
            if (!inner.Properties.TryGetValue(name, out var field)) return null;
            found = Explain(inner, name, field);
            schema = field;
        }

        return found;
    }

    /// <summary>The type in a field's heading.</summary>
    public static string TypeOf(Schema schema)
    {
        if (schema.Reference is { } reference) return reference[(reference.LastIndexOf('.') + 1)..];
        if (schema.Items is { } items) return "[]" + TypeOf(items);
        if (schema.Values is { } values) return "map[string]" + TypeOf(values);
        return schema.Type.Length == 0 ? "Object" : schema.Type;
    }

    private static FieldExplanation Explain(Schema owner, string name, Schema field) => new(name, TypeOf(field), owner.Required.Contains(name), field.Enum, field);

    private static Schema Innermost(Schema schema)
    {
        while ((schema.Items ?? (schema.Properties.Count == 0 ? schema.Values : null)) is { } inner) schema = inner;
        return schema;
    }
}
