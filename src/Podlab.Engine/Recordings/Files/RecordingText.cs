using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Podlab.Engine.Recordings;

/// <summary>A recording as JSON lines: first what the cluster was made of, then an input a line, last the end.</summary>
internal static class RecordingText
{
    private const int Version = 1;
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly Dictionary<string, Func<InputFields, Input>> Kinds = new(StringComparer.Ordinal)
    {
        ["request"] = fields => new RequestInput(RequestJson.Read(fields)),
        ["create"] = fields => WriteInput.Read("create", fields),
        ["update"] = fields => WriteInput.Read("update", fields),
        ["updateStatus"] = fields => WriteInput.Read("updateStatus", fields),
        ["delete"] = fields => DeleteInput.Read(fields, isEviction: false),
        ["evict"] = fields => DeleteInput.Read(fields, isEviction: true),
        ["stream"] = StreamInput.Read,
        ["stdin"] = StreamDataInput.Read,
        ["eof"] = fields => new StreamEndInput(fields.Number("id"), HangsUp: false),
        ["hangup"] = fields => new StreamEndInput(fields.Number("id"), HangsUp: true),
        ["forward"] = ForwardInput.Read,
        ["staticPod"] = StaticPodInput.Read,
        ["node"] = NodeInput.Read,
        ["traffic"] = TrafficInput.Read,
        ["fault"] = FaultInput.Read,
        ["end"] = fields => new EndInput { State = fields.Find("state") },
    };

    public static string Write(Recording recording)
    {
        var text = new StringBuilder();
        text.Append(Line(json =>
        {
            json.WriteNumber("podlabRecording", Version);
            OptionsJson.Write(json, recording.Options);
        }));
        foreach (var input in recording.Inputs.Append(recording.End))
        {
            text.Append(Line(json =>
            {
                json.WriteString("at", input.At);
                json.WriteNumber("turn", input.Turn);
                json.WriteString("do", input.Kind);
                input.Write(json);
            }));
        }

        return text.ToString();
    }

    public static Recording Read(string text, ClusterOptions options)
    {
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var inputs = new List<Input>();
        ClusterOptions? made = null;
        for (var i = 0; i < lines.Length; i++)
        {
            var fields = new InputFields(Parse(lines[i], i + 1), i + 1);
            try
            {
                if (made is null)
                {
                    if (!fields.Has("podlabRecording") || fields.Number("podlabRecording") != Version) throw fields.Wrong($"this is no recording of version {Version}: it begins with {{\"podlabRecording\": {Version}, …}}");
                    made = OptionsJson.Read(fields, options);
                    continue;
                }

                if (!Kinds.TryGetValue(fields.Text("do"), out var read)) throw fields.Wrong($"nothing is known by the name \"{fields.Text("do")}\"; known are {string.Join(", ", Kinds.Keys)}");
                inputs.Add(read(fields) with { At = fields.Raw("at").GetDateTimeOffset(), Turn = fields.LongNumber("turn") });
            }
            catch (Exception wrong) when (wrong is FormatException or InvalidOperationException or JsonException or KeyNotFoundException)
            {
                throw fields.Wrong(wrong.Message);
            }
        }

        if (made is null || inputs is not [.., EndInput end]) throw new RecordingException("The text is no whole recording: its last line says \"do\": \"end\".");
        return new Recording { Options = made, Inputs = [.. inputs.Take(inputs.Count - 1)], End = end };
    }

    private static JsonElement Parse(string line, int number)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : throw new RecordingException($"line {number}: a JSON object is needed.");
        }
        catch (JsonException wrong)
        {
            throw new RecordingException($"line {number}: {wrong.Message}");
        }
    }

    private static string Line(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Plain))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan) + "\n";
    }
}
