using System.Text.Json.Nodes;
using Podlab.Kubectl.Client;
using Podlab.Kubectl.CommandLine;
using Podlab.Kubectl.Objects;

namespace Podlab.Kubectl.Resources;

/// <summary>The pod that a name, or a workload or service, stands for.</summary>
/// <remarks>Follows kubectl/pkg/polymorphichelpers (attachablepodforobject.go, helpers.go) and util/podutils (v1.36.3).</remarks>
internal static class PodChoice
{
    /// <param name="word"><c>web</c>, <c>pod/web</c>, <c>deploy/shop</c>.</param>
    /// <exception cref="KubectlError">It has no pods, or none came in time.</exception>
    public static async Task<ResourceObject> ForAsync(Invocation call, string word, TimeSpan timeout)
    {
        var args = word.Contains('/', StringComparison.Ordinal) ? new[] { word } : ["pods", word];
        var item = (await new ResourceQuery(call) { Args = args }.RunAsync()).OrThrow()[0];
        if (item.Resource is { Group: "", Kind: "Pod" }) return item;
        var selector = SelectorOf(item) ?? throw new KubectlError($"cannot attach to {GoType(item.Resource)}: selector for {GoType(item.Resource)} not implemented");
        var pods = (await call.MapperAsync()).Require("pods");
        var found = await FirstAsync(call, pods, item.Namespace, selector, timeout);
        return new ResourceObject(pods, item.Namespace, found[0].Name(), found[0]);
    }

    /// <summary>The pods of a selector, the best to attach to first; waits until there is one.</summary>
    public static async Task<List<JsonObject>> FirstAsync(Invocation call, ApiResource pods, string @namespace, string selector, TimeSpan timeout)
    {
        var end = call.Clock.GetUtcNow() + timeout;
        while (true)
        {
            var list = await call.Client.GetAsync($"{pods.Collection(@namespace)}?labelSelector={Uri.EscapeDataString(selector)}");
            var found = Ordered(list.Items("items").OfType<JsonObject>().Select(p => p.Copy()));
            if (found.Count > 0) return found;
            var left = end - call.Clock.GetUtcNow();
            if (left <= TimeSpan.Zero || call.Client.Cancellation.IsCancellationRequested) throw new KubectlError("timed out waiting for the condition");
            using var over = new CancellationTokenSource();
            await using var timer = call.Clock.CreateTimer(static s => ((CancellationTokenSource)s!).Cancel(), over, left, Timeout.InfiniteTimeSpan);
            await foreach (var _ in Watching.EventsAsync(call.Client, pods.Collection(@namespace), list.Text("metadata", "resourceVersion"), labelSelector: selector, cancellation: over.Token)) break;
        }
    }

    /// <summary>The label selector of a workload or service; null where the kind has none.</summary>
    public static string? SelectorOf(ResourceObject item) => item.Resource.Kind switch
    {
        "ReplicationController" or "Service" => item.Value.Count("spec", "selector") == 0
            ? throw new KubectlError($"invalid {item.Resource.Kind.ToLowerInvariant()} '{item.Name}': {item.Resource.Kind} is defined without a selector")
            : Printers.LabelText.Join(item.Value.At("spec", "selector")),
        "Deployment" or "ReplicaSet" or "StatefulSet" or "DaemonSet" or "Job" => Printers.LabelText.Selector(item.Value.At("spec", "selector")),
        _ => null,
    };

    /// <summary>The type as Go names it: <c>*v1.ConfigMap</c>.</summary>
    public static string GoType(ApiResource resource) => $"*{resource.Version}.{resource.Kind}";

    /// <summary>On a node before not; running before pending; ready before not, longest first; fewest restarts; newest.</summary>
    private static List<JsonObject> Ordered(IEnumerable<JsonObject> pods) =>
    [
        .. pods.OrderByDescending(p => p.Text("spec", "nodeName").Length > 0)
            .ThenByDescending(p => p.Text("status", "phase") switch { "Running" => 2, "Unknown" => 1, _ => 0 })
            .ThenByDescending(p => p.Items("status", "conditions").Any(c => c.Text("type") == "Ready" && c.Text("status") == "True"))
            .ThenBy(p => p.Items("status", "conditions").Where(c => c.Text("type") == "Ready").Select(c => c.Text("lastTransitionTime")).FirstOrDefault(""), StringComparer.Ordinal)
            .ThenBy(p => p.Items("status", "containerStatuses").Select(c => c.Number("restartCount") ?? 0).DefaultIfEmpty(0).Max())
            .ThenBy(p => p.Text("metadata", "creationTimestamp"), StringComparer.Ordinal),
    ];
}
