using System.IO.Compression;
using System.Text.Json.Nodes;

namespace Podlab.Conformance.Tests.Node;

/// <summary>A recorded scenario: what to do, and what a real node makes of it.</summary>
internal sealed class Scenario(JsonNode node)
{
    private static readonly Lazy<IReadOnlyList<Scenario>> Loaded = new(Load);

    public static IReadOnlyList<Scenario> All => Loaded.Value;

    public string Name { get; } = (string)node["name"]!;

    public string Group { get; } = (string)node["group"]!;

    public JsonArray Manifests { get; } = node["manifests"]!.AsArray();

    public JsonArray Steps { get; } = node["steps"]!.AsArray();

    public double Seconds { get; } = (double)node["seconds"]!;

    /// <summary>Shows the recording node's kernel, image or host too.</summary>
    public bool ShowsItsNode { get; } = (int?)node["environment"] == 1;

    public JsonNode Expect { get; } = node["expect"]!;

    public JsonNode Record { get; } = node["record"]!;

    private static List<Scenario> Load()
    {
        var scenarios = new List<Scenario>();
        foreach (var file in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Conformance", "node"), "*.jsonl.gz").Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(new GZipStream(File.OpenRead(file), CompressionMode.Decompress));
            while (reader.ReadLine() is { } line)
            {
                if (JsonNode.Parse(line) is { } node && node["expect"] is not null) scenarios.Add(new Scenario(node));
            }
        }

        return scenarios;
    }
}
