using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Podlab.Api.Json;

/// <summary>JSON as a tree that can be changed, for what works on objects of any kind: patches, managed fields.</summary>
public static class JsonTree
{
    private const int MaxDepth = 512;

    /// <summary>Reads one JSON value; of equal names in an object the last one holds.</summary>
    /// <param name="duplicate">Told the path of each name that stands twice.</param>
    /// <exception cref="JsonException">The text is not one JSON value.</exception>
    public static JsonNode? Parse(ReadOnlySpan<byte> json, Action<string>? duplicate = null)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxDepth });
        try
        {
            if (!reader.Read()) throw new JsonException("unexpected end of JSON input");
            var node = Read(ref reader, "", duplicate);
            if (reader.Read()) throw new JsonException("invalid character after top-level value");
            return node;
        }
        catch (InvalidOperationException exception)
        {
            // The reader's way to say that a text is no UTF-8 or half a surrogate pair.
            throw new JsonException("invalid character in string literal", exception);
        }
    }

    public static byte[] ToUtf8(JsonNode? node)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, KubernetesJson.Compact)) Write(writer, node);
        return stream.ToArray();
    }

    /// <summary>Compact, names in ordinal order, so that equal trees are equal texts.</summary>
    public static string ToText(JsonNode? node) => Encoding.UTF8.GetString(ToUtf8(node));

    /// <summary>Whether two values are the same; numbers are compared as they are written.</summary>
    public static bool Same(JsonNode? a, JsonNode? b)
    {
        if (a is null || b is null) return a is null && b is null;
        if (a is JsonObject left) return b is JsonObject right && SameObjects(left, right);
        if (a is JsonArray one) return b is JsonArray other && SameArrays(one, other);
        return b is JsonValue && a.GetValueKind() == b.GetValueKind() && ScalarText(a) == ScalarText(b);
    }

    /// <summary>A text as it is, another scalar as JSON writes it: what Go's <c>%v</c> prints.</summary>
    public static string ScalarText(JsonNode? node) => node switch
    {
        null => "<nil>",
        JsonValue value when value.TryGetValue<string>(out var text) => text,
        _ => node.ToJsonString(),
    };

    public static string? StringOrNull(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static void Write(Utf8JsonWriter writer, JsonNode? node)
    {
        switch (node)
        {
            case JsonObject map:
                writer.WriteStartObject();
                foreach (var (name, value) in map.OrderBy(field => field.Key, StringComparer.Ordinal))
                {
                    writer.WritePropertyName(name);
                    Write(writer, value);
                }

                writer.WriteEndObject();
                break;
            case JsonArray list:
                writer.WriteStartArray();
                foreach (var item in list) Write(writer, item);
                writer.WriteEndArray();
                break;
            case null:
                writer.WriteNullValue();
                break;
            default:
                node.WriteTo(writer);
                break;
        }
    }

    private static JsonNode? Read(ref Utf8JsonReader reader, string path, Action<string>? duplicate)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                var map = new JsonObject();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
                {
                    var name = reader.GetString()!;
                    var inner = duplicate is null ? "" : path.Length == 0 ? name : $"{path}.{name}";
                    if (duplicate is not null && map.ContainsKey(name)) duplicate(inner);
                    reader.Read();
                    map[name] = Read(ref reader, inner, duplicate);
                }

                return map;
            case JsonTokenType.StartArray:
                var list = new JsonArray();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    list.Add(Read(ref reader, duplicate is null ? "" : $"{path}[{list.Count}]", duplicate));
                }

                return list;
            case JsonTokenType.String:
                return JsonValue.Create(reader.GetString());
            case JsonTokenType.Number when reader.TryGetInt64(out var number):
                return JsonValue.Create(number);
            case JsonTokenType.Number:
                return JsonValue.Create(JsonElement.ParseValue(ref reader));
            case JsonTokenType.True:
                return JsonValue.Create(true);
            case JsonTokenType.False:
                return JsonValue.Create(false);
            default:
                return null;
        }
    }

    private static bool SameObjects(JsonObject a, JsonObject b)
    {
        if (a.Count != b.Count) return false;
        foreach (var (name, value) in a)
        {
            if (!b.TryGetPropertyValue(name, out var other) || !Same(value, other)) return false;
        }

        return true;
    }

    private static bool SameArrays(JsonArray a, JsonArray b)
    {
        if (a.Count != b.Count) return false;
        for (var i = 0; i < a.Count; i++)
        {
            if (!Same(a[i], b[i])) return false;
        }

        return true;
    }
}
