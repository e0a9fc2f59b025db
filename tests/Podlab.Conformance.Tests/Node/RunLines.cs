using System.Globalization;
using System.Text.Json.Nodes;

namespace Podlab.Conformance.Tests.Node;

/// <summary>A run as lines that people read: what a pod's row and its containers showed and when, events, outputs and logs.</summary>
internal static class RunLines
{
    public static List<string> Of(JsonNode run, JsonArray steps)
    {
        var lines = new List<string>();
        var last = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var created in run["created"]!.AsArray())
        {
            if ((string?)created!["error"] is { } error) lines.Add($"refused {created["name"]}: {error}");
        }

        foreach (var entry in run["timeline"]!.AsArray()) AddState(lines, last, entry!);
        foreach (var item in run["events"]!.AsArray())
            lines.Add($"event {item!["object"]} {item["type"]} {item["reason"]} x{item["count"]} {item["message"]}");
        foreach (var output in run["outputs"]!.AsArray())
        {
            lines.Add($"$ {steps[(int)output!["step"]!]!["kubectl"]}");
            foreach (var stream in new[] { "stdout", "stderr" })
            {
                if ((string?)output[stream] is { Length: > 0 } text) lines.AddRange(text.TrimEnd('\n').Split('\n'));
            }
        }

        foreach (var log in run["logs"]!.AsArray())
        {
            foreach (var line in log!["lines"]!.AsArray()) lines.Add($"log {log["pod"]}/{log["container"]}#{log["instance"]} {line![2]}");
        }

        return lines;
    }

    private static void AddState(List<string> lines, Dictionary<string, string> last, JsonNode entry)
    {
        var pod = (string)entry["pod"]!;
        var time = ((double)entry["t"]!).ToString("0.0", CultureInfo.InvariantCulture);
        void Put(string what, string value)
        {
            if (last.TryGetValue(what, out var before) && before == value) return;
            last[what] = value;
            lines.Add($"{time} {what} {value}");
        }

        if ((string)entry["op"]! == "DELETED")
        {
            Put(pod, "gone");
            return;
        }

        Put(pod, $"{entry["ready"]} {entry["status"]} {entry["restarts"]}");
        Put(pod + " phase", $"{entry["phase"]} {entry["reason"]}".TrimEnd());
        if (entry["deletion"] is { } deletion) Put(pod + " grace", $"{deletion["grace"]}");
        foreach (var kind in new[] { "init", "containers", "ephemeral" })
        {
            foreach (var container in entry[kind]?.AsArray() ?? [])
            {
                var now = container!["now"]!;
                Put($"{pod}/{container["name"]}", $"{now["state"]} {now["reason"]} {now["exitCode"]}".TrimEnd() + ((string?)now["message"] is { } message ? ": " + message : ""));
            }
        }
    }
}
