using System.Globalization;
using System.Text.Json.Nodes;

namespace Podlab.Conformance.Tests.Node;

/// <summary>What the containers wrote: each stream by itself, a line that repeats the one before left out.</summary>
internal static class LogComparison
{
    public static void Compare(Scenario scenario, JsonNode run, List<string> differences)
    {
        var logs = Logs(run);
        foreach (var (name, want) in scenario.Expect["logs"]!.AsObject())
        {
            if (!logs.TryGetValue(name, out var log))
            {
                if ((int?)want!["opt"] != 1) differences.Add($"log {name}: none");
                continue;
            }

            foreach (var stream in new[] { "stdout", "stderr" }) CompareStream(name, stream, want!, Lines(log, stream), differences);
        }
    }

    private static void CompareStream(string name, string stream, JsonNode want, List<(double Time, string Text)> got, List<string> differences)
    {
        var expected = want[stream]?.AsArray() ?? [];
        if ((int?)want["set"] == 1)
        {
            var texts = expected.Select(line => (string?)line![2]).Where(text => text is not null).Order(StringComparer.Ordinal);
            if (!texts.SequenceEqual(got.Select(line => line.Text).Order(StringComparer.Ordinal)))
                differences.Add($"log {name} {stream}: {string.Join(" ⏎ ", got.Select(line => line.Text))}, expected in any order {expected.ToJsonString()}");
            return;
        }

        for (var i = 0; i < expected.Count; i++)
        {
            var (low, high, text) = ((double)expected[i]![0]!, (double)expected[i]![1]!, (string?)expected[i]![2]);
            if (i >= got.Count)
            {
                differences.Add($"log {name} {stream}: {got.Count} lines, expected “{text}” as line {i + 1}");
                return;
            }

            if (text is not null && got[i].Text != text)
            {
                differences.Add($"log {name} {stream} line {i + 1}: “{got[i].Text}”, expected “{text}”");
                return;
            }

            if (got[i].Time < low || got[i].Time > high)
            {
                differences.Add($"log {name} {stream} line {i + 1} “{got[i].Text}” at {got[i].Time:0.0} s, expected {low}..{high}");
                return;
            }
        }

        if (got.Count > expected.Count && (int?)want["exact"] == 1) differences.Add($"log {name} {stream} line {expected.Count + 1}: “{got[expected.Count].Text}”, expected no more");
    }

    private static Dictionary<string, JsonNode> Logs(JsonNode run)
    {
        var logs = new Dictionary<string, JsonNode>(StringComparer.Ordinal);
        foreach (var log in run["logs"]!.AsArray())
        {
            var key = string.Create(CultureInfo.InvariantCulture, $"{log!["pod"]}/{log["container"]}#{log["instance"]}");
            var name = key;
            for (var i = 2; logs.ContainsKey(name); i++) name = string.Create(CultureInfo.InvariantCulture, $"{key} ({i})");
            logs.Add(name, log);
        }

        return logs;
    }

    private static List<(double Time, string Text)> Lines(JsonNode log, string stream)
    {
        var lines = new List<(double Time, string Text)>();
        foreach (var line in log["lines"]!.AsArray())
        {
            if ((string)line![1]! != stream) continue;
            var text = RecordText.Line((string)line[2]!);
            if (lines.Count == 0 || lines[^1].Text != text) lines.Add(((double)line[0]!, text));
        }

        return lines;
    }
}
