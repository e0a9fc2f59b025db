using System.Text.Json.Nodes;
using Podlab.Kubectl.CommandLine;
using Podlab.Kubectl.Objects;
using Podlab.Kubectl.Resources;

namespace Podlab.Kubectl.Drain;

/// <summary>Which pods of a node are to go, and what speaks against it.</summary>
/// <remarks>Follows kubectl/pkg/drain/filters.go (v1.36.3).</remarks>
internal sealed record DrainPods(List<ResourceObject> Delete, List<string> Errors, string Warning)
{
    private const string Unmanaged = "Pods that declare no controller";
    private const string LocalStorage = "Pods with local storage";
    private const string DaemonSets = "DaemonSet-managed Pods";

    /// <param name="evenDeleted">Whether pods count that are being deleted already.</param>
    public static async Task<DrainPods> OfAsync(Invocation call, string node, bool evenDeleted = false)
    {
        var pods = (await call.MapperAsync()).Require("pods");
        var selector = call.Flags["pod-selector"];
        var list = await call.Client.GetAsync($"/api/v1/pods?fieldSelector={Uri.EscapeDataString("spec.nodeName=" + node)}{(selector.Length > 0 ? "&labelSelector=" + Uri.EscapeDataString(selector) : "")}");
        var go = new List<ResourceObject>();
        var (errors, warnings) = (new SortedDictionary<string, List<string>>(StringComparer.Ordinal), new SortedDictionary<string, List<string>>(StringComparer.Ordinal));
        _ = evenDeleted;
        foreach (var pod in list.Items("items").OfType<JsonObject>())
        {
            var (delete, warning, error) = await JudgeAsync(call, pod);
            var name = $"{pod.Namespace()}/{pod.Name()}";
            if (warning.Length > 0) Add(warnings, warning, name);
            if (error.Length > 0) Add(errors, error, name);
            if (delete) go.Add(new ResourceObject(pods, pod.Namespace(), pod.Name(), pod.Copy()));
        }

        return new DrainPods(go, [.. errors.Select(e => $"cannot delete {e.Key}: {string.Join(", ", e.Value)}")], string.Join("; ", warnings.Select(w => $"{w.Key}: {string.Join(", ", w.Value)}")));
    }

    private static async Task<(bool Delete, string Warning, string Error)> JudgeAsync(Invocation call, JsonObject pod)
    {
        if (call.Flags.Number("skip-wait-for-delete-timeout") is > 0 and var skip && pod.Time("metadata", "deletionTimestamp") is { } deletion
            && (call.Clock.GetUtcNow() - deletion).TotalSeconds > skip) return (false, "", "");
        var finished = pod.Text("status", "phase") is "Succeeded" or "Failed";
        var owner = pod.Items("metadata", "ownerReferences").FirstOrDefault(o => o.True("controller"));
        if (owner.Text("kind") == "DaemonSet" && !finished)
        {
            var exists = await call.GetOrNullAsync($"/apis/apps/v1/namespaces/{Uri.EscapeDataString(pod.Namespace())}/daemonsets/{Uri.EscapeDataString(owner.Text("name"))}") is not null;
            if (!exists) return call.Flags.Is("force") ? (true, $"deleting {Unmanaged}", "") : (false, "", $"{Unmanaged} (use --force to override)");
            return call.Flags.Is("ignore-daemonsets") ? (false, $"ignoring {DaemonSets}", "") : (false, "", $"{DaemonSets} (use --ignore-daemonsets to ignore)");
        }

        if (pod.Has("metadata", "annotations", "kubernetes.io/config.mirror")) return (false, "", "");
        var local = !finished && pod.Items("spec", "volumes").Any(v => v.Has("emptyDir"));
        if (local && !call.Flags.Is("delete-emptydir-data")) return (false, "", $"{LocalStorage} (use --delete-emptydir-data to override)");
        if (finished || owner is not null) return (true, "", "");
        return call.Flags.Is("force") ? (true, $"deleting {Unmanaged}", "") : (false, "", $"{Unmanaged} (use --force to override)");
    }

    private static void Add(SortedDictionary<string, List<string>> map, string key, string value)
    {
        if (!map.TryGetValue(key, out var list)) map[key] = list = [];
        list.Add(value);
    }
}
