using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Podlab.Conformance.Tests.Node;

/// <summary>
/// Which pod of several made at once is &lt;r1&gt;: the one that goes first, or else was ready first. And the hashes of the replica sets that a restart made.
/// </summary>
internal static partial class ChanceNames
{
    public static JsonNode Settle(JsonNode run, JsonArray steps)
    {
        if (steps.Any(step => ((string?)step!["kubectl"])?.Contains("rollout restart", StringComparison.Ordinal) == true)) run = NameHashes(run);
        var born = new List<(string Prefix, string Number, double Time)>();
        var (gone, ready) = (new Dictionary<(string, string), double>(), new Dictionary<(string, string), double>());
        foreach (var entry in run["timeline"]!.AsArray())
        {
            var match = Numbered().Match((string)entry!["pod"]!);
            if (!match.Success) continue;
            var key = (match.Groups[1].Value, match.Groups[2].Value);
            var time = (double)entry["t"]!;
            if (!born.Exists(known => (known.Prefix, known.Number) == key)) born.Add((key.Item1, key.Item2, time));
            if ((string)entry["op"]! == "DELETED") gone[key] = time;
            else if (((string)entry["ready"]!).Split('/') is [var some, var all] && some == all) ready.TryAdd(key, time);
        }

        var change = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var group in born.GroupBy(pod => pod.Prefix))
        {
            var rest = group.OrderBy(pod => pod.Time).ThenBy(pod => Value(pod.Number)).ToList();
            while (rest.Count > 0)
            {
                var together = rest.TakeWhile(pod => pod.Time < rest[0].Time + 1).ToList();
                rest = rest.Skip(together.Count).ToList();
                var first = together.OrderBy(pod => gone.GetValueOrDefault((pod.Prefix, pod.Number), 9e9)).ThenBy(pod => ready.GetValueOrDefault((pod.Prefix, pod.Number), 9e9)).ThenBy(pod => Value(pod.Number));
                foreach (var (pod, number) in first.Zip(together.Select(other => other.Number).OrderBy(Value)))
                {
                    if (pod.Number != number) change[pod.Number] = number;
                }
            }
        }

        return change.Count == 0 ? run : JsonNode.Parse(Placeholder().Replace(Plain(run), match => $"<r{change.GetValueOrDefault(match.Groups[1].Value, match.Groups[1].Value)}>"))!;
    }

    private static JsonNode NameHashes(JsonNode run)
    {
        var seen = new List<string>();
        foreach (var entry in run["objects"]!.AsArray())
        {
            if ((string)entry!["kind"]! == "ReplicaSet" && !seen.Contains((string)entry["name"]!)) seen.Add((string)entry["name"]!);
        }

        var text = Plain(run);
        for (var i = 1; i < seen.Count; i++)
            text = text.Replace(seen[i][(seen[i].LastIndexOf('-') + 1)..], string.Create(CultureInfo.InvariantCulture, $"<hash{i + 1}>"), StringComparison.Ordinal);
        return JsonNode.Parse(text)!;
    }

    private static int Value(string number) => int.Parse(number, CultureInfo.InvariantCulture);

    private static string Plain(JsonNode node) => node.ToJsonString(new System.Text.Json.JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    [GeneratedRegex(@"^(.*)<r(\d+)>$")]
    private static partial Regex Numbered();

    [GeneratedRegex(@"<r(\d+)>")]
    private static partial Regex Placeholder();
}
