using System.Text;
using System.Text.Json;
using Podlab.Api;
using Podlab.Engine.Apiserver.Http;

namespace Podlab.Engine.Recordings;

/// <summary>A request as fields of an input's line. A body that is text stands there as text.</summary>
internal static class RequestJson
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    public static void Write(Utf8JsonWriter json, ApiRequest request)
    {
        json.WriteString("method", request.Method);
        json.WriteString("path", request.Path);
        if (request.ContentType is not null) json.WriteString("contentType", request.ContentType);
        if (request.Accept != "application/json") json.WriteString("accept", request.Accept);
        if (request.UserAgent is not null) json.WriteString("userAgent", request.UserAgent);
        if (request.User != ApiUser.Admin)
        {
            json.WriteString("user", request.User.Name);
            json.WriteStartArray("groups");
            foreach (var group in request.User.Groups) json.WriteStringValue(group);
            json.WriteEndArray();
            if (request.User.Uid is not null) json.WriteString("uid", request.User.Uid);
        }

        WriteBytes(json, "body", request.Body.Span);
    }

    public static ApiRequest Read(InputFields fields) => new()
    {
        Method = fields.Text("method"),
        Path = fields.Text("path"),
        ContentType = fields.Find("contentType"),
        Accept = fields.Find("accept") ?? "application/json",
        UserAgent = fields.Find("userAgent"),
        User = fields.Find("user") is { } user ? new ApiUser(user, fields.Texts("groups").ToValueList(), fields.Find("uid")) : ApiUser.Admin,
        Body = ReadBytes(fields, "body"),
    };

    public static void WriteBytes(Utf8JsonWriter json, string name, ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty) return;
        try
        {
            json.WriteString(name, Strict.GetString(bytes));
        }
        catch (DecoderFallbackException)
        {
            json.WriteBase64String(name + "Base64", bytes);
        }
    }

    public static byte[] ReadBytes(InputFields fields, string name) =>
        fields.Find(name) is { } text ? Encoding.UTF8.GetBytes(text) : fields.Find(name + "Base64") is { } coded ? Convert.FromBase64String(coded) : [];
}
