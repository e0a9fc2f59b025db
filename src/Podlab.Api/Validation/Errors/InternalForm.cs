using System.Buffers;
using System.Collections.Frozen;
using System.Text;
using System.Text.Json;
using Podlab.Api.Json;

namespace Podlab.Api.Validation;

/// <summary>
/// Objects as the server's own Go types print them in refusals: Go's field names in Go's order, nothing left out. Schemas/internal-types.txt lists the types.
/// </summary>
internal static class InternalForm
{
    private static readonly JsonWriterOptions OneBlank = KubernetesJson.Indented with { IndentSize = 1 };
    private static readonly Lazy<FrozenDictionary<string, InternalField[]>> Types = new(Load);

    /// <param name="type">A type of internal-types.txt: <c>PodSpec</c>.</param>
    /// <param name="write">Writes the object as the API shows it.</param>
    public static GoJson Compact(string type, Action<Utf8JsonWriter> write) => new(Print(type, write, KubernetesJson.Compact));

    /// <summary>The lines by which two objects differ.</summary>
    /// <remarks>Follows staging/src/k8s.io/apimachinery/pkg/util/diff/diff.go (v1.36.3): a unified diff of the two as JSON, indented by a blank.</remarks>
    public static string Diff(string type, Action<Utf8JsonWriter> old, Action<Utf8JsonWriter> value) =>
        LineDiff.Unified(Print(type, old, OneBlank).Split('\n'), Print(type, value, OneBlank).Split('\n'));

    private static string Print(string type, Action<Utf8JsonWriter> write, JsonWriterOptions options)
    {
        var shown = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(shown, KubernetesJson.Compact))
        {
            write(writer);
        }
        using var document = JsonDocument.Parse(shown.WrittenMemory, new JsonDocumentOptions { MaxDepth = 512 });
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var writer = new Utf8JsonWriter(buffer, options))
        {
            Struct(writer, type, document.RootElement, null);
        }
        return GoText.EscapeHtml(Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    /// <param name="host">The pod's spec around a pod's security context: the server keeps hostNetwork and its like inside.</param>
    private static void Struct(Utf8JsonWriter writer, string type, JsonElement? value, JsonElement? host)
    {
        writer.WriteStartObject();
        Fields(writer, type, value, host);
        writer.WriteEndObject();
    }

    private static void Fields(Utf8JsonWriter writer, string type, JsonElement? value, JsonElement? host)
    {
        foreach (var field in Types.Value[type])
        {
            if (field.Code[0] == '@')
            {
                Fields(writer, field.Code[1..], value, host);
                continue;
            }
            var part = Part(value, field) ?? Part(host, field);
            if (field.Code == "^")
            {
                Metadata(writer, part);
                continue;
            }
            writer.WritePropertyName(field.GoName);
            Value(writer, field.Code, part, field.Code == "*PodSecurityContext" ? value : null);
        }
    }

    private static void Value(Utf8JsonWriter writer, string code, JsonElement? value, JsonElement? host)
    {
        if (code is "s" or "i" or "b" or "q" or "p" or "?")
        {
            Plain(writer, code, value);
        }
        else if (code.StartsWith("[]", StringComparison.Ordinal))
        {
            List(writer, code[2..], value);
        }
        else if (code[0] == '*' && value is null && host is null)
        {
            writer.WriteNullValue();
        }
        else
        {
            Struct(writer, code.TrimStart('*'), value, host);
        }
    }

    private static void Plain(Utf8JsonWriter writer, string code, JsonElement? value)
    {
        if (value is { } present)
        {
            present.WriteTo(writer);
            return;
        }
        writer.WriteRawValue(code switch { "s" => "\"\"", "q" => "\"0\"", "b" => "false", "?" => "null", _ => "0" }, skipInputValidation: true);
    }

    private static void List(Utf8JsonWriter writer, string type, JsonElement? value)
    {
        if (value is not { } items)
        {
            writer.WriteNullValue();
            return;
        }
        writer.WriteStartArray();
        foreach (var item in items.EnumerateArray())
        {
            Struct(writer, type, item, null);
        }
        writer.WriteEndArray();
    }

    private static void Metadata(Utf8JsonWriter writer, JsonElement? metadata)
    {
        if (metadata is not { } fields)
        {
            return;
        }
        foreach (var field in fields.EnumerateObject())
        {
            field.WriteTo(writer);
        }
    }

    private static JsonElement? Part(JsonElement? value, InternalField field)
    {
        if (value is not { } whole)
        {
            return null;
        }
        foreach (var property in whole.EnumerateObject())
        {
            if (property.Name.Equals(field.JsonName, StringComparison.OrdinalIgnoreCase))
            {
                return property.Value.ValueKind == JsonValueKind.Null ? null : property.Value;
            }
        }
        return null;
    }

    private static FrozenDictionary<string, InternalField[]> Load()
    {
        using var stream = typeof(InternalForm).Assembly.GetManifestResourceStream("Podlab.Api.InternalTypes.txt")
            ?? throw new InvalidOperationException("The internal types are not in the assembly.");
        using var reader = new StreamReader(stream);
        var types = new Dictionary<string, InternalField[]>(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && line[0] != '#')
            {
                var words = line.Split(' ');
                types.Add(words[0], [.. words.Skip(1).Select(InternalField.Parse)]);
            }
        }
        return types.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private sealed record InternalField(string GoName, string JsonName, string Code)
    {
        public static InternalField Parse(string word)
        {
            var colon = word.IndexOf(':', StringComparison.Ordinal);
            var names = word[..colon].Split('=');
            return new InternalField(names[0], names[^1], word[(colon + 1)..]);
        }
    }
}
