using System.Text;
using System.Text.Json;

namespace Podlab.Api.Yaml;

/// <summary>Writes JSON as YAML the way <c>kubectl -o yaml</c> does: keys sorted, lists not indented under their key, long lines folded.</summary>
/// <remarks>Follows sigs.k8s.io/yaml over gopkg.in/yaml.v2 (encode.go, emitterc.go, sorter.go).</remarks>
public static class YamlWriter
{
    /// <summary>One document, ending with a line feed.</summary>
    public static string Write(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 1024 });
        return Write(JsonElement.ParseValue(ref reader));
    }

    public static string Write(JsonElement element)
    {
        var text = new StringBuilder(1024);
        Value(text, element, 0, inMapping: false);
        if (text.Length == 0 || text[^1] != '\n')
        {
            text.Append('\n');
        }
        return text.ToString();
    }

    /// <summary>Writes a value; the cursor stands where its first character goes.</summary>
    private static void Value(StringBuilder text, JsonElement element, int indent, bool inMapping)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object when element.EnumerateObject().MoveNext():
                Mapping(text, element, indent, inMapping);
                break;
            case JsonValueKind.Array when element.GetArrayLength() > 0:
                Sequence(text, element, indent, inMapping);
                break;
            default:
                text.Append(inMapping ? " " : "");
                Scalar(text, element, indent);
                text.Append('\n');
                break;
        }
    }

    private static void Scalar(StringBuilder text, JsonElement element, int indent)
    {
        _ = element.ValueKind switch
        {
            JsonValueKind.Object => text.Append("{}"),
            JsonValueKind.Array => text.Append("[]"),
            JsonValueKind.String => YamlText.Append(text, element.GetString()!, indent, key: false),
            JsonValueKind.Number => text.Append(Number(element)),
            JsonValueKind.True => text.Append("true"),
            JsonValueKind.False => text.Append("false"),
            _ => text.Append("null"),
        };
    }

    private static void Mapping(StringBuilder text, JsonElement element, int indent, bool inMapping)
    {
        var properties = new List<JsonProperty>();
        foreach (var property in element.EnumerateObject())
        {
            properties.Add(property);
        }
        properties.Sort((a, b) => YamlKeyOrder.Compare(a.Name, b.Name));
        var first = !inMapping;
        text.Append(inMapping ? "\n" : "");
        foreach (var property in properties)
        {
            text.Append(' ', first ? 0 : indent);
            first = false;
            var name = property.Name;
            // Long keys cannot be simple ones.
            var complex = Encoding.UTF8.GetByteCount(name) > 128;
            text.Append(complex ? "? " : "");
            YamlText.Append(text, name, indent, key: true);
            text.Append(complex ? "\n" + new string(' ', indent) + ":" : ":");
            Value(text, property.Value, property.Value.ValueKind == JsonValueKind.Array ? indent : indent + 2, inMapping: true);
        }
    }

    private static void Sequence(StringBuilder text, JsonElement element, int indent, bool inMapping)
    {
        var first = !inMapping;
        text.Append(inMapping ? "\n" : "");
        foreach (var item in element.EnumerateArray())
        {
            text.Append(' ', first ? 0 : indent).Append("- ");
            first = false;
            Value(text, item, indent + 2, inMapping: false);
        }
    }

    private static string Number(JsonElement element)
    {
        var raw = element.GetRawText();
        return raw.AsSpan().ContainsAny(".eE") ? GoText.General(element.GetDouble()) : raw;
    }
}
