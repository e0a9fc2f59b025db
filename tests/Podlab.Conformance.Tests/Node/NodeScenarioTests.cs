using System.Text.Json;
using System.Text.Json.Nodes;

namespace Podlab.Conformance.Tests.Node;

/// <summary>
/// Plays what was recorded from a real node (kubelet 1.36.3, containerd 2.2.9). Each group must not fall below what it has reached (Conformance/shares.json).
/// Runs and differences are written to TestResults; PODLAB_ONLY=NAME,GROUP plays some only, PODLAB_SEED=N with other draws of chance.
/// </summary>
public class NodeScenarioTests
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static IEnumerable<TheoryDataRow<string>> Groups => Scenario.All.Select(scenario => scenario.Group).Distinct().Select(group => new TheoryDataRow<string>(group) { Label = group });

    [Fact]
    public void Compare_the_records_themselves_with_their_expectations_finds_no_difference()
    {
        var failing = new List<string>();
        foreach (var scenario in Scenario.All)
        {
            if (RunComparison.Compare(scenario, scenario.Record) is [var first, ..]) failing.Add($"{scenario.Name}: {first}");
        }

        failing.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Groups))]
    public void Play_group_reaches_its_share(string group)
    {
        var only = System.Environment.GetEnvironmentVariable("PODLAB_ONLY")?.Split(',', StringSplitOptions.RemoveEmptyEntries) ?? [];
        var seed = ulong.Parse(System.Environment.GetEnvironmentVariable("PODLAB_SEED") ?? "1", System.Globalization.CultureInfo.InvariantCulture);
        var passed = 0;
        var (failing, runs) = (new List<string>(), new List<string>());
        foreach (var scenario in Scenario.All.Where(scenario => scenario.Group == group))
        {
            if (only.Length > 0 && !only.Contains(scenario.Name) && !only.Contains(group)) continue;
            var run = ScenarioPlayer.Play(scenario, seed);
            runs.Add(run.ToJsonString(Plain));
            var differences = RunComparison.Compare(scenario, run);
            if (differences.Count == 0) passed++;
            else failing.Add($"{scenario.Name}: {string.Join("\n    ", differences)}");
        }

        var folder = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "TestResults")).FullName;
        File.WriteAllLines(Path.Combine(folder, $"node-{group}-failing.txt"), failing);
        File.WriteAllLines(Path.Combine(folder, $"node-{group}-runs.jsonl"), runs);
        if (only.Length == 0 && seed == 1) passed.ShouldBeGreaterThanOrEqualTo(Share(group), string.Join('\n', failing));
    }

    private static int Share(string group) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Conformance", "shares.json")))!["node"]![group]!.GetValue<int>();
}
