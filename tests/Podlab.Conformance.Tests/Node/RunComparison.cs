using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Podlab.Conformance.Tests.Node;

/// <summary>Compares a run of a scenario with what a real node does, by the rules that came with the records.</summary>
internal static class RunComparison
{
    /// <returns>The differences; none: the run is as a real one.</returns>
    public static List<string> Compare(Scenario scenario, JsonNode run)
    {
        run = ChanceNames.Settle(run, scenario.Steps);
        var differences = new List<string>();
        CompareCreated(scenario, run, differences);
        CompareTracks(scenario, run, differences);
        CompareRuns(scenario, run, differences);
        EventComparison.Compare(scenario, run, differences);
        OutputComparison.Compare(scenario, run, differences);
        LogComparison.Compare(scenario, run, differences);
        return differences;
    }

    private static void CompareCreated(Scenario scenario, JsonNode run, List<string> differences)
    {
        foreach (var (want, got) in scenario.Expect["created"]!.AsArray().Zip(run["created"]!.AsArray()))
        {
            var same = (string?)want!["kind"] == (string?)got!["kind"] && (string?)want["name"] == (string?)got["name"] && (int?)want["code"] == (int?)got["code"]
                && ((string?)want["error"] ?? "") == ((string?)got["error"] ?? "");
            if (!same) differences.Add($"created: {got.ToJsonString()}, expected {want.ToJsonString()}");
        }
    }

    private static void CompareTracks(Scenario scenario, JsonNode run, List<string> differences)
    {
        var tracks = Tracks.Of(run);
        var expected = scenario.Expect["tracks"]!.AsObject();
        foreach (var (name, track) in expected)
        {
            if (TrackMatcher.Match(name, track!, tracks.Find(name), scenario.Seconds) is { } difference) differences.Add(difference);
        }

        var free = scenario.Expect["free"]?.AsArray().Select(name => (string)name!).ToList() ?? [];
        foreach (var name in tracks.Names)
        {
            if (expected.ContainsKey(name) || free.Contains(name)) continue;
            var seen = tracks.Find(name);
            if (TrackMatcher.Leaves(seen, scenario.Seconds)[^1] - seen[0].Time >= 1.0) differences.Add($"{name}: “{seen[0].Value}” at {seen[0].Time:0.0} s, expected nothing");
        }
    }

    private static void CompareRuns(Scenario scenario, JsonNode run, List<string> differences)
    {
        var ran = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var entry in run["timeline"]!.AsArray())
        {
            foreach (var kind in new[] { "init", "containers", "ephemeral" })
            {
                foreach (var container in entry![kind]?.AsArray() ?? [])
                {
                    var now = container!["now"]!;
                    if ((string)now["state"]! == "terminated" && now["started"] is { } started && now["finished"] is { } finished)
                        ran.TryAdd(string.Create(CultureInfo.InvariantCulture, $"{entry["pod"]}/{container["name"]}#{container["restarts"]}"), (double)finished - (double)started);
                }
            }
        }

        foreach (var (key, limits) in scenario.Expect["ran"]!.AsObject())
        {
            if (ran.TryGetValue(key, out var seconds) && (seconds < (double)limits![0]! || seconds > (double)limits[1]!))
                differences.Add($"{key}: ran {seconds} s by startedAt and finishedAt, expected {limits[0]} to {limits[1]}");
        }
    }
}

/// <summary>Events: those expected are there, as often and as early; no others.</summary>
internal static class EventComparison
{
    public static void Compare(Scenario scenario, JsonNode run, List<string> differences)
    {
        var free = scenario.Expect["freeEvents"]?.AsArray().Select(pattern => (string)pattern!).ToList() ?? [];
        var seen = new Dictionary<Key, (double First, long Count)>();
        foreach (var entry in run["events"]!.AsArray())
        {
            var key = Key.Of(entry!, RecordText.Mask((string?)entry!["message"]));
            if (RecordText.IsNoise(key.Message) || free.Exists(pattern => Regex.IsMatch(key.Message, pattern))) continue;
            var known = seen.GetValueOrDefault(key, ((double)entry["at"]![0]!, 0));
            seen[key] = (known.Item1, known.Item2 + (long)entry["count"]!);
        }

        foreach (var want in scenario.Expect["events"]!.AsArray())
        {
            var key = Key.Of(want!, (string)want!["message"]!);
            if (!seen.Remove(key, out var got))
            {
                if ((int?)want["opt"] == 1) continue;
                var near = seen.Keys.FirstOrDefault(other => other.Object == key.Object && other.Reason == key.Reason);
                differences.Add($"event {key.Object} {key.Reason} “{key.Message}” missing{(near.Reason is null ? "" : $" (there is “{near.Message}” on {near.Field} from {near.From})")}");
                continue;
            }

            if (got.First < (double)want["first"]![0]! || got.First > (double)want["first"]![1]!)
                differences.Add($"event {key.Object} {key.Reason} “{key.Message}” first at {got.First:0.0} s, expected {want["first"]![0]}..{want["first"]![1]}");
            if (got.Count < (long)want["count"]![0]! || got.Count > (long)want["count"]![1]!)
                differences.Add($"event {key.Object} {key.Reason} “{key.Message}” {got.Count} times, expected {want["count"]![0]}..{want["count"]![1]}");
        }

        foreach (var (key, got) in seen) differences.Add($"event {key.Object} {key.Type} {key.Reason} “{key.Message}” at {got.First:0.0} s, expected none such");
    }

    private readonly record struct Key(string Object, string Field, string Type, string Reason, string Message, string From)
    {
        public static Key Of(JsonNode node, string message) =>
            new((string?)node["object"] ?? "", (string?)node["field"] ?? "", (string?)node["type"] ?? "", (string?)node["reason"] ?? "", message, (string?)node["from"] ?? "");
    }
}
