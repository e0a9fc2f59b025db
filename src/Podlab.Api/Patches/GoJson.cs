using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Podlab.Api.Patches;

/// <summary>What Go's JSON reader says of texts that it cannot read.</summary>
internal static class GoJson
{
    public static string KindOf(JsonNode? node) => node?.GetValueKind() switch
    {
        JsonValueKind.Array => "array",
        JsonValueKind.Object => "object",
        JsonValueKind.String => "string",
        JsonValueKind.Number => "number",
        JsonValueKind.True or JsonValueKind.False => "bool",
        _ => "null",
    };

    /// <summary>Where the text stops being JSON.</summary>
    public static string SyntaxError(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 512 });
        try
        {
            while (reader.Read())
            {
                // Reading on until it fails.
            }
        }
        catch (JsonException)
        {
            var at = (int)reader.BytesConsumed;
            while (at < json.Length && json[at] is 32 or 9 or 10 or 13) at++;
            if (at < json.Length && json[at] is not ((byte)'"' or (byte)'{' or (byte)'['))
            {
                var rest = Encoding.UTF8.GetString(json[at..Math.Min(json.Length, at + 4)]);
                return $"invalid character '{rest.EnumerateRunes().First()}' looking for beginning of value";
            }
        }

        return "unexpected end of JSON input";
    }
}
