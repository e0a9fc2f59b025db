using System.Buffers.Text;
using System.Text.Json;

namespace Podlab.Engine.Apiserver.Reading;

/// <summary>Where the next page of a list starts, and at which version the first page was read.</summary>
/// <remarks>Follows staging/src/k8s.io/apiserver/pkg/storage/continue.go (v1.36.3).</remarks>
/// <param name="ResourceVersion">-1: the newest there is.</param>
/// <param name="AfterNamespace">The namespace of the last object given.</param>
internal sealed record ContinueToken(long ResourceVersion, string AfterNamespace, string AfterName)
{
    private const string Form = "meta.k8s.io/v1";

    public string Encode(bool withNamespace)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("v", Form);
            writer.WriteNumber("rv", ResourceVersion);
            writer.WriteString("start", (withNamespace ? AfterNamespace + "/" : "") + AfterName + "\0");
            writer.WriteEndObject();
        }

        return Base64Url.EncodeToString(buffer.WrittenSpan);
    }

    public static ContinueToken Decode(string text, string? @namespace)
    {
        byte[] json;
        try
        {
            if (text.Contains('=', StringComparison.Ordinal)) throw new FormatException();
            json = Base64Url.DecodeFromChars(text);
        }
        catch (FormatException)
        {
            throw NotValid("illegal base64 data at input byte " + BadPosition(text));
        }

        try
        {
            using var document = JsonDocument.Parse(json);
            return Read(document.RootElement, @namespace);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            throw NotValid(NotJson(json));
        }
    }

    private static ContinueToken Read(JsonElement root, string? @namespace)
    {
        var form = root.TryGetProperty("v", out var v) ? v.GetString() : "";
        if (form != Form) throw Invalid("server does not recognize this encoded version " + form);
        var version = root.TryGetProperty("rv", out var rv) ? rv.GetInt64() : 0;
        if (version == 0) throw NotValid($"incorrect encoded start resourceVersion (version {Form})");
        var start = root.TryGetProperty("start", out var key) ? key.GetString() ?? "" : "";
        if (start.Length == 0) throw NotValid($"encoded start key empty (version {Form})");
        // The key must not lead out of what is listed.
        if (start.TrimStart('/').Split('/').Any(part => part is "." or ".." or "")) throw NotValid(start);
        start = start.TrimStart('/').TrimEnd('\0');
        var slash = @namespace is null ? start.IndexOf('/') : -1;
        return new ContinueToken(version, @namespace ?? (slash < 0 ? "" : start[..slash]), start[(slash + 1)..]);
    }

    /// <summary>What Go's decoder says of the first byte that is wrong.</summary>
    private static string NotJson(ReadOnlySpan<byte> json)
    {
        json = json.Trim(" \t\r\n"u8);
        if (json.IsEmpty) return "unexpected end of JSON input";
        var literal = json[0] switch { (byte)'n' => "null", (byte)'t' => "true", (byte)'f' => "false", _ => "" };
        for (var i = 1; i < literal.Length; i++)
        {
            if (i >= json.Length) return "unexpected end of JSON input";
            if (json[i] != literal[i]) return $"invalid character '{(char)json[i]}' in literal {literal} (expecting '{literal[i]}')";
        }

        return $"invalid character '{(char)json[0]}' looking for beginning of value";
    }

    private static int BadPosition(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsAsciiLetterOrDigit(text[i]) && text[i] is not ('-' or '_')) return i;
        }

        return text.Length / 4 * 4;
    }

    private static ApiException NotValid(string why) => Invalid("continue key is not valid: " + why);

    private static ApiException Invalid(string why) => ApiException.BadRequest("invalid continue token: " + why);
}
