using System.Buffers.Text;
using System.Text.Json;

namespace Podlab.Engine.Apiserver.Reading;

/// <summary>Where the next page of a list starts, and at which version the first page was read.</summary>
/// <remarks>Follows staging/src/k8s.io/apiserver/pkg/storage/continue.go (v1.36.3).</remarks>
/// <param name="ResourceVersion">-1: the newest there is.</param>
/// <param name="AfterNamespace">The namespace of the last object given.</param>
internal sealed record ContinueToken(long ResourceVersion, string AfterNamespace, string AfterName)
{
    public string Encode(bool withNamespace)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("v", "meta.k8s.io/v1");
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
            json = Base64Url.DecodeFromChars(text.AsSpan().TrimEnd('='));
        }
        catch (FormatException)
        {
            throw Invalid("illegal base64 data at input byte " + BadPosition(text));
        }

        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            if (root.GetProperty("v").GetString() != "meta.k8s.io/v1") throw Invalid("server does not recognize this encoded version");
            var start = root.GetProperty("start").GetString()!.TrimEnd('\0');
            // The key must not lead out of what is listed.
            if (start.Split('/').Any(part => part is "." or "..") || start.Length == 0) throw Invalid(start);
            var slash = @namespace is null ? start.IndexOf('/') : -1;
            return new ContinueToken(root.GetProperty("rv").GetInt64(), @namespace ?? (slash < 0 ? "" : start[..slash]), start[(slash + 1)..]);
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw Invalid("invalid character in continue token");
        }
    }

    private static int BadPosition(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsAsciiLetterOrDigit(text[i]) && text[i] is not ('-' or '_')) return i;
        }

        return text.Length / 4 * 4;
    }

    private static ApiException Invalid(string why) => ApiException.BadRequest("invalid continue token: continue key is not valid: " + why);
}
