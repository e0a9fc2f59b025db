using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Podlab.Api.Model;

namespace Podlab.Engine.Apiserver.Protobuf;

/// <summary>Reads what typed clients send as protobuf into JSON, so that everything behind is the same.</summary>
/// <remarks>Follows staging/src/k8s.io/apimachinery/pkg/runtime/serializer/protobuf/protobuf.go (v1.36.3).</remarks>
internal static class ProtobufBody
{
    private const int LengthDelimited = 2;
    private static readonly byte[] Magic = [0x6b, 0x38, 0x73, 0x00];

    /// <exception cref="ApiException">The bytes are no message, or one that is not known here.</exception>
    public static byte[] ToJson(ReadOnlySpan<byte> body, GroupVersionKind expected)
    {
        if (!body.StartsWith(Magic))
        {
            var text = Encoding.UTF8.GetString(body[..Math.Min(30, body.Length)]);
            throw ApiException.BadRequest($"the object provided is unrecognized (must be of type {expected.Kind}): provided data does not appear to be a protobuf message, expected prefix [107 56 115 0] ({text}{(body.Length > 30 ? " ..." : "")})");
        }

        string apiVersion = "", kind = "";
        ReadOnlySpan<byte> raw = default;
        var envelope = new ProtobufReader(body[Magic.Length..]);
        while (envelope.Next())
        {
            if (envelope.Number == 1) ReadType(envelope.Bytes, ref apiVersion, ref kind);
            else if (envelope.Number == 2) raw = envelope.Bytes;
        }

        var name = kind.Length > 0 ? kind : expected.Kind;
        var versioned = $"{(apiVersion.Length > 0 ? apiVersion : expected.ApiVersion)} {name}";
        var message = Read(raw, MessageTable.Find(versioned) is null ? name : versioned);
        if (apiVersion.Length > 0) message["apiVersion"] = apiVersion;
        if (kind.Length > 0) message["kind"] = kind;
        return Podlab.Api.Json.JsonTree.ToUtf8(message);
    }

    private static void ReadType(ReadOnlySpan<byte> bytes, ref string apiVersion, ref string kind)
    {
        var reader = new ProtobufReader(bytes);
        while (reader.Next())
        {
            if (reader.Number == 1) apiVersion = Encoding.UTF8.GetString(reader.Bytes);
            else if (reader.Number == 2) kind = Encoding.UTF8.GetString(reader.Bytes);
        }
    }

    private static JsonObject Read(ReadOnlySpan<byte> bytes, string message)
    {
        if (message == "Empty") return [];
        var fields = MessageTable.Find(message) ?? throw NotKnown($"the message {message}");
        var result = new JsonObject();
        var reader = new ProtobufReader(bytes);
        while (reader.Next())
        {
            if (!fields.TryGetValue(reader.Number, out var field)) throw NotKnown(string.Create(CultureInfo.InvariantCulture, $"field {reader.Number} of {message}"));
            if (field.Inline)
            {
                foreach (var (name, value) in Read(reader.Bytes, field.Type)) result[name] = value?.DeepClone();
            }
            else if (field.Map)
            {
                ReadEntry(reader.Bytes, field, result);
            }
            else if (field.Repeated)
            {
                (result[field.Name] as JsonArray ?? Added(result, field.Name)).Add(Value(reader, field.Type));
            }
            else if (Value(reader, field.Type) is { } value)
            {
                // An empty text is how these messages write that there is none.
                if (!(field.Type == "s" && reader.Bytes.IsEmpty)) result[field.Name] = value;
            }
        }

        return result;
    }

    private static JsonArray Added(JsonObject result, string name)
    {
        var list = new JsonArray();
        result[name] = list;
        return list;
    }

    private static void ReadEntry(ReadOnlySpan<byte> bytes, MessageField field, JsonObject result)
    {
        if (result[field.Name] is not JsonObject map) result[field.Name] = map = [];
        var key = "";
        JsonNode? value = field.Type is "s" or "y" ? "" : null;
        var reader = new ProtobufReader(bytes);
        while (reader.Next())
        {
            if (reader.Number == 1) key = Encoding.UTF8.GetString(reader.Bytes);
            else value = Value(reader, field.Type);
        }

        map[key] = value;
    }

    private static JsonNode? Value(ProtobufReader reader, string type) => type switch
    {
        "s" => Encoding.UTF8.GetString(reader.Bytes),
        "y" => Convert.ToBase64String(reader.Bytes),
        "i" => reader.Varint,
        "b" => reader.Varint != 0,
        "Time" or "MicroTime" => Time(reader.Bytes, type == "MicroTime"),
        "Quantity" => First(reader.Bytes),
        "ExtraValue" => Texts(reader.Bytes),
        "FieldsV1" => First(reader.Bytes) is { } fields ? JsonNode.Parse(fields.GetValue<string>()) : null,
        "IntOrString" => IntOrText(reader.Bytes),
        _ when reader.Wire == LengthDelimited => Read(reader.Bytes, type),
        _ => throw NotKnown($"a number where a {type} belongs"),
    };

    private static JsonNode? First(ReadOnlySpan<byte> bytes)
    {
        var reader = new ProtobufReader(bytes);
        return reader.Next() ? Encoding.UTF8.GetString(reader.Bytes) : null;
    }

    private static JsonArray Texts(ReadOnlySpan<byte> bytes)
    {
        var texts = new JsonArray();
        var reader = new ProtobufReader(bytes);
        while (reader.Next()) texts.Add((JsonNode)Encoding.UTF8.GetString(reader.Bytes));
        return texts;
    }

    private static JsonNode IntOrText(ReadOnlySpan<byte> bytes)
    {
        long type = 0, number = 0;
        var text = "";
        var reader = new ProtobufReader(bytes);
        while (reader.Next())
        {
            if (reader.Number == 1) type = reader.Varint;
            else if (reader.Number == 2) number = reader.Varint;
            else text = Encoding.UTF8.GetString(reader.Bytes);
        }

        return type == 1 ? text : number;
    }

    private static JsonNode? Time(ReadOnlySpan<byte> bytes, bool micro)
    {
        long seconds = 0, nanos = 0;
        var reader = new ProtobufReader(bytes);
        var any = false;
        while (reader.Next())
        {
            any = true;
            if (reader.Number == 1) seconds = reader.Varint;
            else nanos = reader.Varint;
        }

        if (!any) return null;
        var time = DateTimeOffset.FromUnixTimeSeconds(seconds).AddTicks(nanos / 100);
        return time.UtcDateTime.ToString(micro ? "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'" : "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
    }

    private static ApiException NotKnown(string what) => ApiException.Of(415, "UnsupportedMediaType", $"the server does not read {what} as protobuf; send the object as application/json or application/yaml", null);
}
