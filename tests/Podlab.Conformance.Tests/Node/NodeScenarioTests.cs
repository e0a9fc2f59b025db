using System.Text.Json;

namespace Podlab.Conformance.Tests.Node;

public class NodeScenarioTests
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

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

    [Fact]
    public void Play_every_scenario_reaches_the_share()
    {
        var only = System.Environment.GetEnvironmentVariable("PODLAB_ONLY")?.Split(',', StringSplitOptions.RemoveEmptyEntries) ?? [];
        var (passed, total) = (0, 0);
        var failing = new List<string>();
        var runs = new List<string>();
        foreach (var scenario in Scenario.All)
        {
            if (only.Length > 0 && !only.Contains(scenario.Name) && !only.Contains(scenario.Group)) continue;
            total++;
            try
            {
                var run = ScenarioPlayer.Play(scenario);
                runs.Add(run.ToJsonString(Plain));
                var differences = RunComparison.Compare(scenario, run);
                if (differences.Count == 0) passed++;
                else failing.Add($"{scenario.Name}: {string.Join("\n    ", differences)}");
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                failing.Add($"{scenario.Name}: {failure}");
            }
        }

        var folder = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "TestResults")).FullName;
        File.WriteAllLines(Path.Combine(folder, "node-failing.txt"), failing);
        File.WriteAllLines(Path.Combine(folder, "node-runs.jsonl"), runs);
        Console.WriteLine($"node scenarios: {passed} of {total}");
        if (only.Length == 0) ((double)passed / total).ShouldBeGreaterThanOrEqualTo(0.1);
    }
}
