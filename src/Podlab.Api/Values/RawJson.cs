using System.Text;
using System.Text.Json;

namespace Podlab.Api;

/// <summary>A piece of JSON kept as it is (managed fields, templates, custom objects): compact, and equal when its text is.</summary>
public sealed class RawJson : IEquatable<RawJson>
{
    private readonly byte[] utf8;

    private RawJson(byte[] utf8, bool hadBlanks = false)
    {
        this.utf8 = utf8;
        HadBlanks = hadBlanks;
    }

    /// <summary>Whether blanks stood between the tokens of the text that it was read from; equality does not ask.</summary>
    public bool HadBlanks { get; }

    /// <summary>The compact text.</summary>
    public ReadOnlySpan<byte> Utf8 => utf8;

    public ReadOnlySpan<byte> Span => utf8;

    public static RawJson Null { get; } = new("null"u8.ToArray());

    /// <summary>Takes one JSON value that was read before, so it is known to be well-formed; white space between tokens is dropped.</summary>
    public static RawJson FromUtf8(ReadOnlySpan<byte> json)
    {
        var compact = Compact(json);
        return new RawJson(compact, compact.Length != json.Length);
    }

    /// <exception cref="JsonException">The text is not one JSON value.</exception>
    public static RawJson Parse(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        while (reader.Read())
        {
            // Reading to the end is the check.
        }
        return FromUtf8(json);
    }

    /// <exception cref="JsonException">The text is not one JSON value.</exception>
    public static RawJson Parse(string json) => Parse(Encoding.UTF8.GetBytes(json));

    public void WriteTo(Utf8JsonWriter writer) => writer.WriteRawValue(utf8, skipInputValidation: true);

    public static RawJson FromElement(JsonElement element) => FromUtf8(Encoding.UTF8.GetBytes(element.GetRawText()));

    public JsonElement ToElement()
    {
        var reader = new Utf8JsonReader(utf8);
        return JsonElement.ParseValue(ref reader);
    }

    public bool Equals(RawJson? other) => other is not null && utf8.AsSpan().SequenceEqual(other.utf8);

    public override bool Equals(object? obj) => Equals(obj as RawJson);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(utf8);
        return hash.ToHashCode();
    }

    public override string ToString() => Encoding.UTF8.GetString(utf8);

    private static byte[] Compact(ReadOnlySpan<byte> json)
    {
        var compact = new byte[json.Length];
        var length = 0;
        var quoted = false;
        for (var i = 0; i < json.Length; i++)
        {
            var c = json[i];
            if (quoted && c == '\\' && i + 1 < json.Length)
            {
                compact[length++] = c;
                c = json[++i];
            }
            else if (c == '"')
            {
                quoted = !quoted;
            }
            else if (!quoted && (c is 32 or 9 or 13 or 10))
            {
                continue;
            }
            compact[length++] = c;
        }
        return length == compact.Length ? compact : compact[..length];
    }
}
