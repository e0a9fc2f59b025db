using System.Collections.Frozen;
using System.Text.Json;

namespace Podlab.Api.Schemas;

/// <summary>
/// What a value may look like, and how it is merged. A field that refers to a named schema has that schema's shape, and its own merge rules where it states some.
/// </summary>
public sealed class Schema
{
    private const string FieldsV1 = "io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1";
    private const string RawExtension = "io.k8s.apimachinery.pkg.runtime.RawExtension";
    private readonly SchemaCatalog catalog;
    private readonly JsonElement own;
    private readonly string? name;
    private readonly string? ownMapType;
    private Schema? definition;
    private FrozenDictionary<string, Schema>? properties;
    private Schema? items;
    private Schema? values;

    internal Schema(SchemaCatalog catalog, string? name, JsonElement own)
    {
        this.catalog = catalog;
        this.own = own;
        this.name = name;
        Reference = Text("$ref");
        ListType = Text("x-kubernetes-list-type");
        ownMapType = Text("x-kubernetes-map-type");
        ListMapKeys = Texts("x-kubernetes-list-map-keys");
        PatchMergeKey = Text("x-kubernetes-patch-merge-key");
        var strategies = Text("x-kubernetes-patch-strategy")?.Split(',') ?? [];
        RetainsKeys = strategies.Contains("retainKeys");
        Merges = strategies.Contains("merge");
        Replaces = strategies.Contains("replace");
    }

    /// <summary>The full name; null for a schema that stands inside another.</summary>
    public string? Name => Reference ?? name;

    /// <summary>The schema that this one refers to, by name.</summary>
    public string? Reference { get; }

    /// <summary>object, array, string, integer, number, boolean; empty for quantities and int-or-string.</summary>
    public string Type => Definition.Text("type") ?? "";

    public string? Format => Definition.Text("format");

    /// <summary>atomic, set or map; null counts as atomic.</summary>
    public string? ListType { get; }

    /// <summary>The fields that tell the elements of a list of type map apart.</summary>
    public IReadOnlyList<string> ListMapKeys { get; }

    /// <summary>atomic or granular; null counts as granular.</summary>
    public string? MapType => ownMapType ?? (Reference is null ? null : Definition.ownMapType);

    /// <summary>The field by which a strategic merge patch finds an element.</summary>
    public string? PatchMergeKey { get; }

    /// <summary>Whether a strategic merge patch merges the list instead of replacing it.</summary>
    public bool Merges { get; }

    /// <summary>Whether a strategic merge patch replaces the object instead of merging it.</summary>
    public bool Replaces { get; }

    /// <summary>Whether a diff names the keys that stay, so that of a union only one is left.</summary>
    public bool RetainsKeys { get; }

    public IReadOnlyList<string> Required => Definition.Texts("required");

    public IReadOnlyList<string> Enum => Definition.Texts("enum");

    /// <summary>What the decoder puts where the field is missing (mostly the zero value), not what the server defaults.</summary>
    public JsonElement? Default => own.TryGetProperty("default", out var value) ? value : null;

    /// <summary>The fields by name.</summary>
    public FrozenDictionary<string, Schema> Properties => Definition.properties ??= ReadProperties(Definition);

    /// <summary>The schema of a list's elements.</summary>
    public Schema? Items => Definition.items ??= Definition.Part("items");

    /// <summary>The schema of a map's values.</summary>
    public Schema? Values => Definition.values ??= Definition.Part("additionalProperties");

    /// <summary>Whether the value is kept as it is, whatever it holds.</summary>
    public bool IsOpaque => Name is FieldsV1 or RawExtension || (Type == "object" && Properties.Count == 0 && Values is null);

    private Schema Definition => definition ??= Reference is null ? this : catalog.Find(Reference) ?? throw new InvalidOperationException($"There is no schema {Reference}.");

    /// <summary>The schema of a field of an object or a value of a map.</summary>
    public Schema? Field(string field) => Properties.GetValueOrDefault(field) ?? Values;

    private static FrozenDictionary<string, Schema> ReadProperties(Schema schema)
    {
        if (!schema.own.TryGetProperty("properties", out var found)) return FrozenDictionary<string, Schema>.Empty;
        return found.EnumerateObject().ToFrozenDictionary(property => property.Name, property => new Schema(schema.catalog, null, property.Value), StringComparer.Ordinal);
    }

    private Schema? Part(string key) => own.TryGetProperty(key, out var part) && part.ValueKind == JsonValueKind.Object ? new Schema(catalog, null, part) : null;

    private string? Text(string key) => own.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private string[] Texts(string key) => own.TryGetProperty(key, out var list) ? [.. list.EnumerateArray().Select(item => item.GetString() ?? "")] : [];
}
