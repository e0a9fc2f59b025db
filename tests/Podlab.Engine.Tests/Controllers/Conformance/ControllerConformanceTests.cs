using Podlab.Engine.Tests.Conformance;

namespace Podlab.Engine.Tests.Controllers.Conformance;

/// <summary>Replays the work of kube-controller-manager 1.36.3. The share reached stands in Conformance/shares.json and must not fall.</summary>
public sealed class ControllerConformanceTests(ITestOutputHelper output)
{
    public static TheoryData<string> Groups => new(Scenario.Groups);

    [Theory]
    [MemberData(nameof(Groups))]
    public void Replay_group_equalsRecordings(string group)
    {
        var failures = new List<string>();
        var total = 0;
        foreach (var scenario in Scenario.Of(group))
        {
            total++;
            var differences = Differences(scenario);
            if (differences.Count > 0) failures.Add($"{scenario.Name}\n    {string.Join("\n    ", differences)}");
        }

        output.WriteLine($"{group}: {total - failures.Count} of {total}");
        if (Environment.GetEnvironmentVariable("PODLAB_FAILURES") is { Length: > 0 } folder)
        {
            Directory.CreateDirectory(folder);
            File.WriteAllText(Path.Combine(folder, $"controllers-{group}.txt"), $"{total - failures.Count} of {total}\n{string.Join('\n', failures)}\n");
        }

        (total - failures.Count).ShouldBeGreaterThanOrEqualTo(Shares.Of("controllers", group), string.Join('\n', failures.Take(5)));
    }

    private static IReadOnlyList<string> Differences(Scenario scenario)
    {
        try
        {
            return new Replay(scenario).Run();
        }
        catch (Exception broken) when (broken is not OutOfMemoryException)
        {
            return [broken.ToString()];
        }
    }
}
