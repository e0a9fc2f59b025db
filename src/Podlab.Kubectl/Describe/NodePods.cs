using System.Globalization;
using System.Text.Json.Nodes;
using Podlab.Api;
using Podlab.Kubectl.Objects;

namespace Podlab.Kubectl.Describe;

/// <summary>The pods of a node, and the sum of their requests and limits.</summary>
internal static class NodePods
{
    private static readonly string[] Always = ["cpu", "memory", "ephemeral-storage"];

    public static void Write(DescribeWriter w, JsonObject node, List<JsonNode?> pods)
    {
        w.Field("Non-terminated Pods", $"({pods.Count.ToString(CultureInfo.InvariantCulture)} in total)");
        w.Line(1, "Namespace\tName\t\tCPU Requests\tCPU Limits\tMemory Requests\tMemory Limits\tAge");
        w.Line(1, "---------\t----\t\t------------\t----------\t---------------\t-------------\t---");
        var available = node.Count("status", "allocatable") > 0 ? node.At("status", "allocatable") : node.At("status", "capacity");
        var (allRequests, allLimits) = (new Dictionary<string, Quantity>(StringComparer.Ordinal), new Dictionary<string, Quantity>(StringComparer.Ordinal));
        foreach (var pod in pods)
        {
            var (requests, limits) = (PodResources.Of(pod, "requests"), PodResources.Of(pod, "limits"));
            string Cell(Dictionary<string, Quantity> amounts, string name) => Share(PodResources.Get(amounts, name), available, name);
            w.Line(1, $"{pod.Namespace()}\t{pod.Name()}\t\t{Cell(requests, "cpu")}\t{Cell(limits, "cpu")}\t{Cell(requests, "memory")}\t{Cell(limits, "memory")}\t{w.Since(pod.Time("metadata", "creationTimestamp"))}");
            PodResources.Add(allRequests, requests);
            PodResources.Add(allLimits, limits);
        }

        w.Line("Allocated resources:\n  (Total limits may be over 100 percent, i.e., overcommitted.)");
        w.Line("  Resource\tRequests\tLimits");
        w.Line("  --------\t--------\t------");
        var more = available.Entries().Select(e => e.Key).Where(n => !Always.Contains(n, StringComparer.Ordinal) && n != "pods");
        foreach (var name in Always) w.Line($"  {name}\t{Share(PodResources.Get(allRequests, name), available, name)}\t{Share(PodResources.Get(allLimits, name), available, name)}");
        foreach (var name in more) w.Line($"  {name}\t{PodResources.Get(allRequests, name)}\t{PodResources.Get(allLimits, name)}");
    }

    /// <summary><c>100m (2%)</c>, of what the node has.</summary>
    private static string Share(Quantity amount, JsonNode? available, string name)
    {
        long percent = 0;
        if (Quantity.TryParse(available.Text(name), out var total) && !total.IsZero)
            percent = name == "cpu" ? (long)((double)amount.MilliValue / total.MilliValue * 100) : (long)((double)amount.Value / total.Value * 100);
        return string.Create(CultureInfo.InvariantCulture, $"{amount} ({percent}%)");
    }
}
