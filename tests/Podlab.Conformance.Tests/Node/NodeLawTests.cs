using System.Text.Json.Nodes;
using Podlab.Api.Yaml;

namespace Podlab.Conformance.Tests.Node;

/// <summary>
/// What a real node does, beyond the recorded scenarios: each law names the place in the sources that says so (Kubernetes v1.36.3, pkg/kubelet unless said otherwise).
/// Rows stand in Laws/*.yaml: a pod's spec (or whole <c>manifests</c>), <c>steps</c> as in the records, and lines that the run <c>shows</c> in this order (<see cref="RunLines"/>), or <c>never</c>.
/// </summary>
public class NodeLawTests
{
    public static IEnumerable<TheoryDataRow<string, int>> Rows => Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Laws"), "*.yaml").Order(StringComparer.Ordinal)
        .SelectMany(file => Read(file).Select((row, index) => new TheoryDataRow<string, int>(Path.GetFileName(file), index) { Label = (string)row["law"]! }));

    [Theory]
    [MemberData(nameof(Rows))]
    public void Play_law_shows_what_it_says(string file, int index)
    {
        var row = Read(Path.Combine(AppContext.BaseDirectory, "Laws", file))[index];
        var scenario = new Scenario(ScenarioOf(row));
        var lines = RunLines.Of(ScenarioPlayer.Play(scenario), scenario.Steps);
        var at = 0;
        foreach (var shown in row["shows"]!.AsArray().Select(text => (string)text!))
        {
            var found = lines.FindIndex(at, line => line.Contains(shown, StringComparison.Ordinal));
            (found >= 0).ShouldBeTrue($"{row["law"]} ({row["source"]})\n“{shown}” is not seen in:\n{string.Join('\n', lines)}");
            at = found + 1;
        }

        foreach (var never in row["never"]?.AsArray().Select(text => (string)text!) ?? [])
            lines.ShouldNotContain(line => line.Contains(never, StringComparison.Ordinal), $"{row["law"]} ({row["source"]})");
    }

    private static List<JsonNode> Read(string file) => [.. YamlReader.ReadAll(File.ReadAllText(file)).Select(document =>
    {
        document.Error.ShouldBeNull();
        return JsonNode.Parse(document.Json.Span)!;
    })];

    private static JsonObject ScenarioOf(JsonNode row)
    {
        var manifests = new JsonArray([.. row["manifests"]?.AsArray().Select(manifest => manifest!.DeepClone()) ?? []]);
        if (row["pod"] is { } spec)
        {
            var pod = spec.DeepClone().AsObject();
            pod["automountServiceAccountToken"] = false;
            manifests.Add(new JsonObject { ["apiVersion"] = "v1", ["kind"] = "Pod", ["metadata"] = new JsonObject { ["name"] = "p" }, ["spec"] = pod });
        }

        return new JsonObject
        {
            ["name"] = (string)row["law"]!,
            ["group"] = "laws",
            ["manifests"] = manifests,
            ["steps"] = row["steps"]?.DeepClone() ?? new JsonArray(),
            ["seconds"] = (double)row["seconds"]!,
            ["expect"] = new JsonObject(),
            ["record"] = new JsonObject(),
        };
    }
}
