using System.Text.Json.Nodes;
using Podlab.Engine.Tests.Scheduling.Conformance;

namespace Podlab.Engine.Tests.Scheduling;

/// <summary>Objects as JSON, for tests that play a few steps on a cluster like those of the recordings.</summary>
internal static class Objects
{
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(5);

    /// <param name="labels">As <c>key=value,key=value</c>.</param>
    public static JsonNode Node(string name, string labels = "", string cpu = "4") => JsonNode.Parse(
        $$$"""{"apiVersion":"v1","kind":"Node","metadata":{"name":"{{{name}}}","labels":{{{Labels($"kubernetes.io/hostname={name},{labels}")}}} },"status":{"allocatable":{"cpu":"{{{cpu}}}","memory":"8Gi","pods":"110"} } }""")!;

    /// <param name="spec">More members of the spec, as <c>"key":value,</c>.</param>
    public static JsonNode Pod(string name, string labels = "", string spec = "", string cpu = "100m", string status = "{}") => JsonNode.Parse(
        $$$"""{"apiVersion":"v1","kind":"Pod","metadata":{"name":"{{{name}}}","namespace":"default","labels":{{{Labels(labels)}}} },"spec":{ {{{spec}}}"containers":[{"name":"c","image":"pause","resources":{"requests":{"cpu":"{{{cpu}}}"} } }]},"status":{{{status}}} }""")!;

    public static JsonNode Json(string text) => JsonNode.Parse(text)!;

    /// <summary>The pods that a change woke, in order.</summary>
    public static IReadOnlyList<string> Woken(this RecordedCluster cluster, Action change)
    {
        cluster.Run(Settle);
        cluster.Attempts.Clear();
        change();
        cluster.Run(Settle);
        return [.. cluster.Attempts.Select(attempt => attempt.Pod["default/".Length..]).Distinct()];
    }

    public static RecordedCluster Cluster(params JsonNode[] objects)
    {
        var cluster = new RecordedCluster();
        foreach (var item in objects)
        {
            cluster.Create(item);
            cluster.Run(TimeSpan.Zero);
        }

        return cluster;
    }

    private static string Labels(string labels)
    {
        var result = new JsonObject();
        foreach (var pair in labels.Split(',', StringSplitOptions.RemoveEmptyEntries)) result[pair.Split('=')[0]] = pair.Split('=')[1];
        return result.ToJsonString();
    }
}
