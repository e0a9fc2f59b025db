using Podlab.Api.Schemas;

namespace Podlab.Kubectl.Explain;

/// <summary>How schemas are named to people.</summary>
internal static class SchemaWords
{
    /// <summary><c>[]Container</c>, <c>map[string]string</c>, <c>integer</c>.</summary>
    public static string Type(Schema schema)
    {
        if (schema.Reference is { } reference) return schema.Type is "" or "object" ? reference[(reference.LastIndexOf('.') + 1)..] : schema.Type;
        if (schema.Items is { } items) return "[]" + Type(items);
        if (schema.Values is { } values) return "map[string]" + Type(values);
        return schema.Type is "" or "object" ? "Object" : schema.Type;
    }

    /// <summary>The schema whose fields come after a dot: that of a list's elements or a map's values.</summary>
    public static Schema Inner(Schema schema) => schema.Items is { } items ? Inner(items) : schema.Values is { } values ? Inner(values) : schema;

    /// <summary>What a schema is for: in our words where there are any, else by its form.</summary>
    public static string Describe(Schema schema) => (schema.Name is { } name ? SchemaDescriptions.OfType(name) : null) ?? Form(schema);

    /// <summary>What a field is for, or what its type is for.</summary>
    public static string Describe(Schema owner, string name, Schema field) =>
        (owner.Name is { } type ? SchemaDescriptions.OfField(type, name) : null) ?? (field.Name is { } own ? SchemaDescriptions.OfType(own) : null) ?? Form(field);

    private static string Form(Schema schema) => schema.Format is { Length: > 0 } format ? $"A value of the format {format}." : "<no description>";
}
