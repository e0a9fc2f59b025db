using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Podlab.Engine.Tests.Conformance.Api;

/// <summary>Where the answers of a case differ from the recorded ones, by the rules of the records.</summary>
internal static partial class Comparison
{
    private static readonly string[] Compared = ["code", "warnings", "type", "text", "body", "events", "allow", "retry-after"];
    private static readonly string[] DetailsCompared = ["name", "group", "kind", "retryAfterSeconds"];

    /// <summary>One line per difference.</summary>
    public static List<string> Differences(JsonArray want, IReadOnlyList<JsonObject> got, string group)
    {
        var differences = new List<string>();
        for (var i = 0; i < Math.Min(want.Count, got.Count); i++)
        {
            var expected = want[i]!["answer"]!.AsObject();
            Walk($"step {i}", Comparable(expected, group), Comparable(got[i], group), differences);
            CheckNamedFields(i, expected, got[i], differences);
        }

        if (want.Count != got.Count) differences.Add($"expected {want.Count} steps got {got.Count}");
        return differences;
    }

    private static JsonObject Comparable(JsonObject step, string group)
    {
        var result = new JsonObject();
        foreach (var name in Compared)
        {
            if (step.ContainsKey(name)) result[name] = step[name]?.DeepClone();
        }

        if (result["warnings"] is JsonArray warnings) result["warnings"] = new JsonArray([.. warnings.Select(warning => warning!.GetValue<string>()).Order(StringComparer.Ordinal).Select(text => (JsonNode)text)]);
        if (result["body"] is JsonObject body && Text(body, "kind") == "Status" && body.ContainsKey("code") && Text(body, "status") == "Failure") result["body"] = Failure(body);
        else if (group is not ("apply" or "patch" or "apply-conflict"))
        {
            WithoutManagedFields(result["body"]);
            WithoutManagedFields(result["events"]);
        }

        return result;
    }

    private static JsonObject Failure(JsonObject body)
    {
        var message = (Text(body, "message") ?? "").Split('\n')[0];
        message = PatchedObject().Replace(message, "$1<the patched object>");
        const string Strict = "strict decoding error: ";
        if (message.IndexOf(Strict, StringComparison.Ordinal) is >= 0 and var at)
            message = message[..(at + Strict.Length)] + string.Join(", ", message[(at + Strict.Length)..].Split(", ").Order(StringComparer.Ordinal));
        var code = body["code"]!.GetValue<int>();
        if (code is 400 or 500 && DecodeError().IsMatch(message))
            return new JsonObject { ["code"] = code, ["reason"] = Text(body, "reason"), ["message"] = "<decode error>" };
        var details = body["details"] as JsonObject ?? [];
        var kept = new JsonObject();
        foreach (var name in DetailsCompared)
        {
            if (details.ContainsKey(name)) kept[name] = details[name]?.DeepClone();
        }

        var causes = (details["causes"] as JsonArray ?? []).Select(cause => (JsonNode)new JsonArray(Text(cause!.AsObject(), "reason"), Text(cause!.AsObject(), "field")));
        return new JsonObject { ["code"] = code, ["reason"] = Text(body, "reason"), ["message"] = message, ["details"] = kept, ["causes"] = new JsonArray([.. causes]) };
    }

    private static void WithoutManagedFields(JsonNode? node)
    {
        if (node is JsonArray items)
        {
            foreach (var item in items) WithoutManagedFields(item);
        }
        else if (node is JsonObject fields)
        {
            fields.Remove("managedFields");
            foreach (var (_, value) in fields) WithoutManagedFields(value);
        }
    }

    private static void CheckNamedFields(int step, JsonObject expected, JsonObject got, List<string> differences)
    {
        var message = expected["body"] is JsonObject body ? Text(body, "message") ?? "" : "";
        if (!DecodeError().IsMatch(message) || expected["code"]!.GetValue<int>() is not (400 or 500) || !message.Contains("Go struct field", StringComparison.Ordinal)) return;
        if (got["body"] is not JsonObject answer || got["code"]!.GetValue<int>() != expected["code"]!.GetValue<int>()) return;
        var own = Text(answer, "message") ?? "";
        var missing = DottedPath().Matches(message).Select(match => match.Value[(match.Value.LastIndexOf('.') + 1)..]).Where(field => field != "0" && !own.Contains(field, StringComparison.Ordinal)).ToList();
        if (missing.Count > 0) differences.Add($"step {step}.body.message: expected names {string.Join(", ", missing)} got {own}");
    }

    private static void Walk(string path, JsonNode? a, JsonNode? b, List<string> differences)
    {
        if (a is JsonObject x && b is JsonObject y)
        {
            foreach (var (name, value) in x)
            {
                if (y.ContainsKey(name)) Walk($"{path}.{name}", value, y[name], differences);
                else differences.Add($"{path}.{name}: expected {Short(value)} got <absent>");
            }

            foreach (var (name, value) in y)
            {
                if (!x.ContainsKey(name)) differences.Add($"{path}.{name}: expected <absent> got {Short(value)}");
            }
        }
        else if (a is JsonArray p && b is JsonArray q)
        {
            if (p.Count != q.Count) differences.Add($"{path}: expected {p.Count} entries got {q.Count} entries");
            for (var i = 0; i < Math.Min(p.Count, q.Count); i++) Walk($"{path}[{i.ToString(CultureInfo.InvariantCulture)}]", p[i], q[i], differences);
        }
        else if (!JsonNode.DeepEquals(a, b) && !(path.Contains(".cells[", StringComparison.Ordinal) && IsClose(a, b)))
        {
            differences.Add($"{path}: expected {Short(a)} got {Short(b)}");
        }
    }

    /// <summary>Whether two texts differ only in durations, by thirty seconds or less.</summary>
    private static bool IsClose(JsonNode? a, JsonNode? b)
    {
        if (a?.GetValueKind() != JsonValueKind.String || b?.GetValueKind() != JsonValueKind.String) return false;
        var (x, y) = (Duration().Split(a.GetValue<string>()), Duration().Split(b.GetValue<string>()));
        if (x.Length != y.Length || x.Length < 2) return false;
        for (var i = 0; i < x.Length; i++)
        {
            if (i % 2 == 0 ? x[i] != y[i] : Math.Abs(Seconds(x[i]) - Seconds(y[i])) > 30) return false;
        }

        return true;
    }

    private static int Seconds(string duration) =>
        DurationPart().Matches(duration).Sum(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) * (match.Groups[2].Value == "m" ? 60 : 1));

    private static string? Text(JsonObject fields, string name) => fields[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static string Short(JsonNode? value)
    {
        var text = value is null ? "null" : value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString();
        return text.Length < 400 ? text : text[..360] + $"… ({text.Length} characters)";
    }

    [GeneratedRegex("unmarshal|invalid character|unexpected end|yaml: |converting YAML|json: |error decoding|couldn.t get version/kind|quantities must match|unable to parse quantity|parsing time|illegal base64|expected \\w+, got", RegexOptions.IgnoreCase)]
    private static partial Regex DecodeError();

    [GeneratedRegex("(patch: Invalid value: )\"(?:[^\"\\\\]|\\\\.)*\"")]
    private static partial Regex PatchedObject();

    [GeneratedRegex(@"[A-Za-z]+(?:\.[A-Za-z\[\]0-9]+)+")]
    private static partial Regex DottedPath();

    [GeneratedRegex(@"(\b\d+m\d+s\b|\b\d+s\b|\b\d+m\b)")]
    private static partial Regex Duration();

    [GeneratedRegex(@"(\d+)([ms])")]
    private static partial Regex DurationPart();
}
