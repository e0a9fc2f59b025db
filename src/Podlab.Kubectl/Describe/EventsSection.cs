using System.Globalization;
using System.Text.Json.Nodes;
using Podlab.Kubectl.Objects;

namespace Podlab.Kubectl.Describe;

/// <summary>The events of an object, at the end of its description.</summary>
internal static class EventsSection
{
    public static void Write(DescribeWriter w, IEnumerable<JsonNode?> events)
    {
        var sorted = events.OrderBy(Last).ToList();
        if (sorted.Count == 0)
        {
            w.Line("Events:\t<none>");
            return;
        }

        w.Flush();
        w.Line("Events:\n  Type\tReason\tAge\tFrom\tMessage");
        w.Line(1, "----\t------\t----\t----\t-------");
        foreach (var e in sorted)
        {
            var source = e.Text("source", "component") is { Length: > 0 } component ? component : e.Text("reportingComponent");
            var field = e.Text("involvedObject", "fieldPath");
            var message = e.Text("message").Trim();
            w.Line(1, $"{e.Text("type")}\t{e.Text("reason")}\t{Interval(w, e)}\t{source}\t{(field.Length > 0 ? field + ": " : "")}{message}");
        }
    }

    /// <summary>How long ago, how often, since when: <c>12m (x3 over 1h)</c>.</summary>
    public static string Interval(DescribeWriter w, JsonNode? e)
    {
        var first = w.Since(e.Time("eventTime") ?? e.Time("firstTimestamp"));
        if (e.Has("series")) return string.Create(CultureInfo.InvariantCulture, $"{w.Since(e.Time("series", "lastObservedTime"))} (x{e.Number("series", "count")} over {first})");
        var count = e.Number("count") ?? 0;
        return count > 1 ? string.Create(CultureInfo.InvariantCulture, $"{w.Since(e.Time("lastTimestamp"))} (x{count} over {first})") : first;
    }

    /// <summary>When an event was seen last.</summary>
    public static DateTimeOffset Last(JsonNode? e) =>
        e.Time("series", "lastObservedTime") ?? e.Time("lastTimestamp") ?? e.Time("eventTime") ?? DateTimeOffset.MinValue;
}
