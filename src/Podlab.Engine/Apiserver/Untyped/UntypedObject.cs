using System.Text.Json;
using Podlab.Api;
using Podlab.Api.Json;
using Podlab.Api.Model;
using Podlab.Api.Schemas;

namespace Podlab.Engine.Apiserver.Untyped;

/// <summary>An object of a kind that is served without a schema: metadata is understood, everything else is kept as it came.</summary>
internal sealed class UntypedObject : IKubernetesObject, IEquatable<UntypedObject>
{
    private readonly ValueMap<RawJson> fields;

    private UntypedObject(GroupVersionKind kind, ObjectMeta metadata, ValueMap<RawJson> fields)
    {
        GroupVersionKind = kind;
        Metadata = metadata;
        this.fields = fields;
    }

    public GroupVersionKind GroupVersionKind { get; }

    public string ApiVersion => GroupVersionKind.ApiVersion;

    public string Kind => GroupVersionKind.Kind;

    public ObjectMeta Metadata { get; }

    public static UntypedObject Read(GroupVersionKind kind, ReadOnlySpan<byte> json, DecodeLog log)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 512 });
        var root = JsonElement.ParseValue(ref reader);
        var metadata = ObjectMeta.Empty;
        var fields = new List<KeyValuePair<string, RawJson>>();
        if (SchemaCatalog.Default.Find(kind) is { } schema) SchemaReading.Check(schema, json, log);
        if (root.ValueKind != JsonValueKind.Object) return new UntypedObject(kind, metadata, ValueMap<RawJson>.Empty);
        foreach (var property in root.EnumerateObject())
        {
            if (property.Name is "apiVersion" or "kind") continue;
            if (property.Name == "metadata")
            {
                // What is wrong with it has been said above.
                var decoder = new JsonDecoder(System.Text.Encoding.UTF8.GetBytes(property.Value.GetRawText()), new DecodeLog());
                metadata = ObjectMeta.Read(ref decoder);
            }
            else
            {
                fields.Add(KeyValuePair.Create(property.Name, RawJson.FromElement(property.Value)));
            }
        }

        return new UntypedObject(kind, metadata, ValueMap<RawJson>.From(fields));
    }

    public RawJson? Field(string name) => fields.GetValueOrDefault(name);

    /// <summary>The same object with one field set.</summary>
    public UntypedObject WithField(string name, RawJson value) => new(GroupVersionKind, Metadata, fields.Set(name, value));

    public UntypedObject Without(string name) => new(GroupVersionKind, Metadata, fields.Remove(name));

    /// <summary>Whether all but metadata is the same.</summary>
    public bool SameFields(UntypedObject other) => fields == other.fields;

    /// <summary>The same content as another version of the kind.</summary>
    public UntypedObject As(GroupVersionKind kind) => new(kind, Metadata, fields);

    /// <summary>The same object with another object's value of one field.</summary>
    public UntypedObject WithFieldOf(string name, UntypedObject other) =>
        new(GroupVersionKind, Metadata, other.Field(name) is { } value ? fields.Set(name, value) : fields.Remove(name));

    public IKubernetesObject WithMetadata(ObjectMeta metadata) => new UntypedObject(GroupVersionKind, metadata, fields);

    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("apiVersion"u8, ApiVersion);
        var rest = false;
        foreach (var (name, value) in fields)
        {
            if (!rest && string.CompareOrdinal(name, "kind") > 0) WriteHead(writer, ref rest);
            writer.WritePropertyName(name);
            value.WriteTo(writer);
        }

        if (!rest) WriteHead(writer, ref rest);
        writer.WriteEndObject();
    }

    public bool Equals(UntypedObject? other) => other is not null && GroupVersionKind == other.GroupVersionKind && Metadata == other.Metadata && fields == other.fields;

    public override bool Equals(object? obj) => Equals(obj as UntypedObject);

    public override int GetHashCode() => HashCode.Combine(GroupVersionKind, Metadata);

    private void WriteHead(Utf8JsonWriter writer, ref bool written)
    {
        writer.WriteString("kind"u8, Kind);
        writer.WritePropertyName("metadata"u8);
        Metadata.Write(writer);
        written = true;
    }
}
