using System.Text.Json.Nodes;

namespace Podlab.Engine.Tests.Controllers.Conformance;

/// <summary>Says what differs from the recording, with its variants and what it leaves open.</summary>
internal sealed class Comparison(Scenario scenario)
{
    private const double OrderSlack = 0.25;
    private readonly HashSet<string> loose = [.. scenario.Loose];

    public List<string> Differences { get; } = [];

    public void Same(string where, JsonNode? expected, JsonNode? actual)
    {
        if (loose.Contains(where)) return;
        if (scenario.Variants[where] is JsonArray variants)
        {
            if (!variants.Any(variant => Text(variant![0]) == Text(actual))) Differences.Add($"{where}: none of the variants is {Text(actual)}");
            return;
        }

        if (Text(expected) != Text(actual)) Differences.Add($"{where}:\n        is     {Text(actual)}\n        should {Text(expected)}");
    }

    /// <summary>Paths keep their order; under a drawn name they are a multiset.</summary>
    public void Paths(JsonObject expected, JsonObject actual)
    {
        JsonNode? Flat(string key, JsonNode? value) => value is not JsonArray paths ? value
            : IsMany(key) ? new JsonArray([.. paths.Select(path => (JsonNode)OnePath(path!))]) : (JsonNode)OnePath(paths);
        foreach (var key in expected.Select(pair => pair.Key).Union(actual.Select(pair => pair.Key)).Order(StringComparer.Ordinal))
        {
            var where = $"path/{key}";
            if (scenario.Variants[where] is JsonArray variants)
            {
                if (!variants.Any(variant => Text(Flat(key, variant![0])) == Text(Flat(key, actual[key])))) Differences.Add($"{where}: none of the variants is {Text(Flat(key, actual[key]))}");
            }
            else if (!loose.Contains(where)) Same(where, Flat(key, expected[key]), Flat(key, actual[key]));
        }
    }

    public void SameMaps(string where, JsonObject expected, JsonObject actual)
    {
        foreach (var key in expected.Select(pair => pair.Key).Union(actual.Select(pair => pair.Key)).Order(StringComparer.Ordinal)) Same($"{where}/{key}", expected[key], actual[key]);
        foreach (var (place, _) in scenario.Variants)
        {
            var key = place.StartsWith(where + "/", StringComparison.Ordinal) ? place[(where.Length + 1)..] : null;
            if (key is not null && !expected.ContainsKey(key) && !actual.ContainsKey(key)) Same(place, null, null);
        }
    }

    public void Rollout(IReadOnlyList<JsonObject> actual)
    {
        if (scenario.Rollout is not { } sequences || loose.Contains("rollout")) return;
        var sequence = new JsonArray([.. actual.Select(map => map.DeepClone())]).ToJsonString();
        if (!sequences.Any(wanted => wanted![0]!.ToJsonString() == sequence)) Differences.Add($"rollout:\n        is     {sequence}\n        should {string.Join(" or ", sequences.Select(wanted => wanted![0]!.ToJsonString()))}");
    }

    public void Events(Dictionary<(string Reason, string Type, string Object, string Message), int> actual)
    {
        var skipScaling = scenario.Rollout?.Count > 1 || loose.Contains("rollout");
        var expected = new Dictionary<string, JsonNode?>(StringComparer.Ordinal);
        foreach (var item in scenario.Events) expected[Key((string)item![0]!, (string)item[1]!, (string)item[2]!, (string)item[3]!)] = item[4];
        var found = actual.ToDictionary(pair => Key(pair.Key.Reason, pair.Key.Type, pair.Key.Object, pair.Key.Message), pair => pair.Value, StringComparer.Ordinal);
        foreach (var key in expected.Keys.Union(found.Keys).Order(StringComparer.Ordinal))
        {
            if (skipScaling && key.StartsWith("[\"ScalingReplicaSet\"", StringComparison.Ordinal)) continue;
            var where = $"event/{key}";
            if (loose.Contains(where)) continue;
            JsonNode? count = found.TryGetValue(key, out var number) ? number : null;
            if (scenario.Variants[where] is not null) Same(where, null, count);
            else if (!expected.TryGetValue(key, out var wanted)) Differences.Add($"{where}: {number} times, not in the recording");
            else if (count is null) Differences.Add($"{where}: is missing, should be {wanted}");
            else if (wanted!.GetValueKind() == System.Text.Json.JsonValueKind.Number && (int)wanted != number) Differences.Add($"{where}: {number} times, should {wanted}");
        }
    }

    public void Milestones(IReadOnlyList<(int Step, double Time, string What)> actual)
    {
        var tolerance = scenario.Group switch { "nodelifecycle" => 6, "podgc" => 21, "cronjob" or "namespace" => 1.5, _ => 1 };
        var taken = new bool[actual.Count];
        var matched = new List<(int Step, double Earliest, double Latest, string What, double Time)>();
        foreach (var item in scenario.Milestones.OrderBy(item => item!.AsArray().Count).ThenBy(item => (double)item![2]!))
        {
            var (step, earliest, latest, what) = ((int)item![0]!, (double)item[1]!, (double)item[2]!, (string)item[3]!);
            var slack = tolerance + Math.Min(latest / 4, 2);
            var match = -1;
            for (var i = 0; i < actual.Count && match < 0; i++)
            {
                if (!taken[i] && actual[i].Step == step && actual[i].What == what && actual[i].Time >= earliest - slack && actual[i].Time <= latest + slack) match = i;
            }

            if (match >= 0)
            {
                taken[match] = true;
                matched.Add((step, earliest, latest, what, actual[match].Time));
            }
            else if (item.AsArray().Count < 5)
            {
                var seen = string.Join(", ", actual.Where(one => one.Step == step && one.What == what).Select(one => one.Time.ToString("0.00", System.Globalization.CultureInfo.InvariantCulture)));
                Differences.Add($"milestone {step} {what} at {earliest} to {latest}: was at [{seen}]");
            }
        }

        for (var i = 0; i < actual.Count; i++)
        {
            if (!taken[i]) Differences.Add($"milestone {actual[i].Step} {actual[i].What} at {actual[i].Time:0.00}: not in the recording");
        }

        Order(matched);
    }

    /// <summary>Without the order of keys and of lists.</summary>
    public static string Text(JsonNode? node) => node switch
    {
        null => "null",
        JsonObject item => "{" + string.Join(", ", item.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"\"{pair.Key}\": {Text(pair.Value)}")) + "}",
        JsonArray array => "[" + string.Join(", ", array.Select(Text).Order(StringComparer.Ordinal)) + "]",
        _ => node.ToJsonString(),
    };

    private static bool IsMany(string key) => key.EndsWith('*') || key.StartsWith("Endpoint/", StringComparison.Ordinal);

    private static string OnePath(JsonNode path) => string.Join(" > ", path.AsArray().Select(Text));

    private static string Key(string reason, string type, string target, string message) =>
        $"[{Quote(reason)}, {Quote(type)}, {Quote(target)}, {Quote(message)}]";

    private static string Quote(string text) => "\"" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"";

    private void Order(List<(int Step, double Earliest, double Latest, string What, double Time)> matched)
    {
        var slack = scenario.Runs switch { 1 => 1, 2 => 0.5, _ => OrderSlack };
        foreach (var first in matched)
        {
            foreach (var second in matched)
            {
                if (first.Step == second.Step && second.Earliest - first.Latest > slack && second.Time < first.Time)
                    Differences.Add($"order in step {first.Step}: {first.What} ({first.Time:0.00}) should be before {second.What} ({second.Time:0.00})");
            }
        }
    }
}
