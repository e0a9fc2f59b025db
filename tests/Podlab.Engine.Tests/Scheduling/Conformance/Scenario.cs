using System.IO.Compression;
using System.Text.Json.Nodes;

namespace Podlab.Engine.Tests.Scheduling.Conformance;

/// <summary>A recorded scenario: what is there, what comes, and what kube-scheduler 1.36.3 answered.</summary>
public sealed class Scenario(JsonNode json)
{
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "Scheduling", "Conformance", "records");

    public string Name => (string)json["name"]!;

    public JsonArray OtherObjects => json["otherObjects"]!.AsArray();

    public JsonArray Nodes => json["nodes"]!.AsArray();

    public JsonArray ExistingPods => json["existingPods"]!.AsArray();

    public JsonArray Pods => json["pods"]!.AsArray();

    public JsonArray Steps => json["steps"]?.AsArray() ?? [];

    public JsonNode Answers => json["answers"]!;

    public static IEnumerable<string> Groups => Directory.EnumerateFiles(Folder, "*.jsonl.gz").Select(file => Path.GetFileName(file)[..^".jsonl.gz".Length]).Order(StringComparer.Ordinal);

    public static IEnumerable<Scenario> Of(string group)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(Path.Combine(Folder, $"{group}.jsonl.gz")), CompressionMode.Decompress));
        while (reader.ReadLine() is { } line) yield return new Scenario(JsonNode.Parse(line)!);
    }

    public static JsonNode Setup() => JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, "setup.json")))!;

    public override string ToString() => Name;
}
