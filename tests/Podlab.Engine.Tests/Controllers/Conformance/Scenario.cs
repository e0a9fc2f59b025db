using System.IO.Compression;
using System.Text.Json.Nodes;

namespace Podlab.Engine.Tests.Controllers.Conformance;

/// <summary>A recorded scenario: steps, the fake kubelet's rules, and what the controllers of Kubernetes 1.36.3 made of them.</summary>
public sealed class Scenario
{
    private readonly JsonNode json;

    private Scenario(JsonNode json) => this.json = json;

    /// <summary>Stands for the text that the recording drew, in names of nodes and labels.</summary>
    public const string Id = "zqn";

    /// <summary>The recordings draw one text for both.</summary>
    public const string Namespace = Id;

    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "Controllers", "Conformance", "records");

    public static IEnumerable<string> Groups => Directory.EnumerateFiles(Folder, "*.jsonl.gz").Select(file => Path.GetFileName(file)[..^".jsonl.gz".Length]).Order(StringComparer.Ordinal);

    public string Name => (string)json["name"]!;

    public JsonArray Nodes => json["nodes"]!.AsArray();

    public bool NodesAreAlike => json["alike"] is not null;

    public JsonArray KubeletRules => json["kubelet"]!.AsArray();

    public JsonArray Steps => json["steps"]!.AsArray();

    public double? StartSecond => (double?)json["startSecond"];

    public JsonObject Paths => json["paths"]?.AsObject() ?? [];

    public JsonArray? Rollout => json["rollout"]?.AsArray();

    public JsonArray Milestones => json["milestones"]?.AsArray() ?? [];

    public JsonArray Events => json["events"]?.AsArray() ?? [];

    public JsonObject Final => json["final"]?.AsObject() ?? [];

    public JsonObject Variants => json["variants"]?.AsObject() ?? [];

    public IEnumerable<string> Loose => json["loose"]?.AsArray().Select(place => (string)place!) ?? [];

    public string Group => (string)json["group"]!;

    public int Runs => (int)json["runs"]!;

    public static IEnumerable<Scenario> Of(string group)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(Path.Combine(Folder, $"{group}.jsonl.gz")), CompressionMode.Decompress));
        while (reader.ReadLine() is { } line)
            yield return new Scenario(JsonNode.Parse(line.Replace("${id}", Id, StringComparison.Ordinal).Replace("${ns}", Namespace, StringComparison.Ordinal))!);
    }

    public override string ToString() => Name;
}
