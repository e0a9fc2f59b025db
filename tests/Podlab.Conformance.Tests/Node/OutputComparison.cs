using System.Text.Json.Nodes;

namespace Podlab.Conformance.Tests.Node;

/// <summary>What the steps printed and how long they took.</summary>
internal static class OutputComparison
{
    public static void Compare(Scenario scenario, JsonNode run, List<string> differences)
    {
        var outputs = run["outputs"]!.AsArray().ToDictionary(output => (int)output!["step"]!, output => output!);
        foreach (var want in scenario.Expect["outputs"]!.AsArray())
        {
            var number = (int)want!["step"]!;
            var step = scenario.Steps[number]!;
            var command = (string?)step["kubectl"] ?? "";
            var what = $"step {number} `{(command.Length > 0 ? command : step.ToJsonString())}`";
            if (!outputs.TryGetValue(number, out var got))
            {
                differences.Add($"{what}: no output");
                continue;
            }

            if ((int?)want["client"] == 1) continue;
            foreach (var key in new[] { "rc", "code", "answer" })
            {
                if (want[key] is { } value && !JsonNode.DeepEquals(value, got[key])) differences.Add($"{what}: {key} {got[key]}, expected {value} ({got["stderr"]})");
            }

            foreach (var stream in new[] { "stdout", "stderr" }) CompareStream(what, stream, want, got, command, differences);
            if (want["took"] is { } took && ((double?)got["took"] ?? 0) is var seconds && (seconds < (double)took[0]! || seconds > (double)took[1]!))
                differences.Add($"{what}: took {seconds:0.0} s, expected {took[0]}..{took[1]}");
        }
    }

    private static void CompareStream(string what, string stream, JsonNode want, JsonNode got, string command, List<string> differences)
    {
        var lines = new Lazy<List<string>>(() => OutputLines.Of((string?)got[stream], command));
        if (want[stream + "Set"] is JsonArray set)
        {
            var expected = set.Select(line => (string)line!).ToList();
            var found = lines.Value.Distinct().Order(StringComparer.Ordinal).ToList();
            if (!found.SequenceEqual(expected)) differences.Add($"{what}: {stream} differs in the lines {string.Join(" ⏎ ", found.Except(expected))}, expected {string.Join(" ⏎ ", expected.Except(found))}");
        }
        else if (want[stream + "Exact"] is JsonArray exact)
        {
            var expected = exact.Select(line => (string)line!).ToList();
            if (lines.Value.SequenceEqual(expected)) return;
            var i = 0;
            while (i < expected.Count && i < lines.Value.Count && expected[i] == lines.Value[i]) i++;
            differences.Add($"{what}: {stream} line {i + 1} “{lines.Value.ElementAtOrDefault(i)}”, expected “{expected.ElementAtOrDefault(i)}”");
        }
        else if (want[stream + "Lines"] is JsonArray some)
        {
            using var found = lines.Value.GetEnumerator();
            foreach (var line in some.Select(line => (string)line!))
            {
                var seen = false;
                while (!seen && found.MoveNext()) seen = found.Current == line;
                if (seen) continue;
                differences.Add($"{what}: {stream} lacks the line “{line}”");
                return;
            }
        }
    }
}
