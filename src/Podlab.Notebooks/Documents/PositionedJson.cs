using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Podlab.Notebooks.Documents;

/// <summary>A JSON text as nodes that remember where they stood, so that whatever is wrong with one can be said with line and column.</summary>
internal sealed class PositionedJson
{
    private const int MaxDepth = 128;

    private readonly Dictionary<JsonNode, int> offsets = new(ReferenceEqualityComparer.Instance);
    private readonly string file;
    private readonly byte[] utf8;

    private PositionedJson(string file, byte[] utf8)
    {
        this.file = file;
        this.utf8 = utf8;
    }

    public JsonNode? Root { get; private set; }

    /// <exception cref="DocumentException">The text is not JSON, or an object names a field twice.</exception>
    public static PositionedJson Parse(string file, byte[] utf8)
    {
        var json = new PositionedJson(file, utf8);
        var start = utf8.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0;
        var reader = new Utf8JsonReader(utf8.AsSpan(start), new JsonReaderOptions { MaxDepth = MaxDepth });
        try
        {
            reader.Read();
            json.Root = json.Read(ref reader, start);
            reader.Read();
        }
        catch (JsonException exception)
        {
            throw json.NotJson(exception);
        }

        return json;
    }

    /// <summary>An error at the place where <paramref name="node"/> begins.</summary>
    public DocumentException Error(JsonNode? node, string problem) =>
        ErrorAt(node is not null && offsets.TryGetValue(node, out var offset) ? offset : 0, problem);

    private JsonNode? Read(ref Utf8JsonReader reader, int start)
    {
        var offset = start + (int)reader.TokenStartIndex;
        JsonNode? node;
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                var fields = new JsonObject();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
                {
                    var nameOffset = start + (int)reader.TokenStartIndex;
                    var name = Text(ref reader, nameOffset);
                    if (fields.ContainsKey(name)) throw ErrorAt(nameOffset, $"the field \"{name}\" stands twice in one object");
                    reader.Read();
                    fields.Add(name, Read(ref reader, start));
                }

                node = fields;
                break;
            case JsonTokenType.StartArray:
                var items = new JsonArray();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) items.Add(Read(ref reader, start));
                node = items;
                break;
            case JsonTokenType.String:
                node = JsonValue.Create(Text(ref reader, offset));
                break;
            case JsonTokenType.Null:
                return null;
            default:
                node = JsonNode.Parse(ref reader);
                break;
        }

        offsets[node!] = offset;
        return node;
    }

    private string Text(ref Utf8JsonReader reader, int offset)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw ErrorAt(offset, "the string that begins here is not valid text (broken UTF-8 or half of a surrogate pair)");
        }
    }

    private DocumentException NotJson(JsonException exception)
    {
        var line = (int)(exception.LineNumber ?? 0);
        var lineStart = 0;
        for (var i = 0; i < line; i++) lineStart = Array.IndexOf(utf8, (byte)'\n', lineStart) + 1;
        var offset = Math.Min(utf8.Length, lineStart + (int)(exception.BytePositionInLine ?? 0));
        var atConflict = utf8.AsSpan(lineStart).StartsWith("<<<<<<<"u8) || utf8.AsSpan(lineStart).StartsWith("======="u8)
            || utf8.AsSpan(lineStart).StartsWith(">>>>>>>"u8);
        var message = exception.Message.Split(" LineNumber:")[0].Split(" Path:")[0];
        return ErrorAt(offset, atConflict ? "a merge conflict was left in the file" : "not JSON: " + message);
    }

    private DocumentException ErrorAt(int offset, string problem)
    {
        var before = utf8.AsSpan(0, offset);
        var lineStart = before.LastIndexOf((byte)'\n') + 1;
        return new DocumentException(file, before.Count((byte)'\n') + 1, Encoding.UTF8.GetCharCount(before[lineStart..]) + 1, problem);
    }
}
