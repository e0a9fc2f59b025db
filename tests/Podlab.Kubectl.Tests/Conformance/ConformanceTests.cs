using System.Text.Json;

namespace Podlab.Kubectl.Tests.Conformance;

/// <summary>
/// Replays command lines that were recorded with kubectl v1.36.3 against the real API server. The shares reached stand in shares.json; PODLAB_LIST=1 writes
/// what differs to TestResults/kubectl-failing.txt beside the test's files.
/// </summary>
public sealed class ConformanceTests
{
    private static readonly string Root = Path.Combine(AppContext.BaseDirectory, "Conformance");

    public static TheoryData<string> Sequences =>
        [.. Directory.EnumerateFiles(Path.Combine(Root, "v1.36"), "*.jsonl").Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal)];

    [Theory, MemberData(nameof(Sequences))]
    public void Sequence_prints_what_was_recorded(string sequence)
    {
        var run = new SequenceRun(controllers: sequence.StartsWith("controllers.", StringComparison.Ordinal));
        var failing = new List<string>();
        var compared = 0;
        foreach (var record in Record.Read(Path.Combine(Root, "v1.36", sequence + ".jsonl")))
        {
            var difference = Attempt(run, record);
            if (record.Unstable) continue;
            compared++;
            if (difference is not null) failing.Add($"{sequence} {record.Number}: {string.Join(' ', record.Argv)}: {difference}");
        }

        List(sequence, compared, failing);
        var reached = JsonSerializer.Deserialize<Dictionary<string, int>>(File.ReadAllText(Path.Combine(Root, "shares.json")))!;
        (compared - failing.Count).ShouldBeGreaterThanOrEqualTo(reached.GetValueOrDefault(sequence, compared), string.Join('\n', failing));
    }

    private static string? Attempt(SequenceRun run, Record record)
    {
        try
        {
            return run.Run(record);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return error.ToString();
        }
    }

    private static void List(string sequence, int compared, List<string> failing)
    {
        if (Environment.GetEnvironmentVariable("PODLAB_LIST") is null) return;
        var directory = Path.Combine(AppContext.BaseDirectory, "TestResults");
        Directory.CreateDirectory(directory);
        File.WriteAllLines(Path.Combine(directory, $"kubectl-{sequence}.txt"), [$"{sequence}: {compared - failing.Count}/{compared}", .. failing]);
    }
}
