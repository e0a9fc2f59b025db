using System.Text.Json;

namespace Podlab.Engine.Recordings;

/// <summary>The fields of one line of a recording.</summary>
internal readonly struct InputFields(JsonElement line, int number)
{
    public string Text(string name) => Find(name) ?? throw Wrong($"the text \"{name}\" is missing");

    public string? Find(string name) => line.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    public int Number(string name) => line.TryGetProperty(name, out var value) && value.TryGetInt32(out var found) ? found : throw Wrong($"the number \"{name}\" is missing");

    public long LongNumber(string name) => line.TryGetProperty(name, out var value) && value.TryGetInt64(out var found) ? found : throw Wrong($"the number \"{name}\" is missing");

    public bool Truth(string name) => line.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    public IEnumerable<string> Texts(string name) => line.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().Select(text => text.GetString() ?? "") : [];

    public bool Has(string name) => line.TryGetProperty(name, out _);

    public JsonElement Raw(string name) => line.TryGetProperty(name, out var value) ? value : throw Wrong($"the field \"{name}\" is missing");

    public RecordingException Wrong(string what) => new($"line {number}: {what}.");
}
