using Podlab.Kubectl.Client;
using Podlab.Kubectl.CommandLine;
using Podlab.Kubectl.Delete;
using Podlab.Kubectl.Objects;
using Podlab.Kubectl.Printers;
using Podlab.Kubectl.Resources;

namespace Podlab.Kubectl.Apply;

/// <summary><c>apply --prune</c>: deletes what was applied before and is not in the files any more.</summary>
/// <remarks>Follows kubectl/pkg/cmd/apply/prune.go and util/prune/prune.go (v1.36.3).</remarks>
internal sealed class Pruner(Invocation call, string dryRun)
{
    private const string Deprecated = "W0101 00:00:00.000000       1 prune.go:71] Deprecated: kubectl apply will no longer prune non-namespaced resources by default when used with the --namespace flag in a future release. "
        + "To preserve the current behaviour, list the resources you want to target explicitly in the --prune-allowlist flag.\n";

    private static readonly (string Group, string Version, string Kind)[] Namespaced =
    [
        ("", "v1", "ConfigMap"), ("", "v1", "Endpoints"), ("", "v1", "PersistentVolumeClaim"), ("", "v1", "Pod"), ("", "v1", "ReplicationController"),
        ("", "v1", "Secret"), ("", "v1", "Service"), ("batch", "v1", "Job"), ("batch", "v1", "CronJob"), ("networking.k8s.io", "v1", "Ingress"),
        ("apps", "v1", "DaemonSet"), ("apps", "v1", "Deployment"), ("apps", "v1", "ReplicaSet"), ("apps", "v1", "StatefulSet"),
    ];

    private static readonly (string Group, string Version, string Kind)[] Others = [("", "v1", "Namespace"), ("", "v1", "PersistentVolume")];

    public async Task RunAsync(IReadOnlyList<ResourceObject> kept)
    {
        var keep = kept.Select(k => k.Value.Text("metadata", "uid")).ToHashSet(StringComparer.Ordinal);
        var mapper = await call.MapperAsync();
        var allowed = call.Flags.Values("prune-allowlist").Select(Parse).ToList();
        if (allowed.Count == 0) call.Err(Deprecated);
        var namespaces = kept.Select(k => k.Namespace).Where(n => n.Length > 0).Distinct().Order(StringComparer.Ordinal).ToList();
        foreach (var @namespace in namespaces)
            foreach (var kind in allowed.Count > 0 ? allowed : [.. Namespaced])
                if (mapper.ForKind(kind.Group, kind.Version, kind.Kind) is { Namespaced: true } resource) await PruneAsync(resource, @namespace, keep);
        foreach (var kind in allowed.Count > 0 ? allowed : [.. Others])
            if (mapper.ForKind(kind.Group, kind.Version, kind.Kind) is { Namespaced: false } resource) await PruneAsync(resource, "", keep);
    }

    private async Task PruneAsync(ApiResource resource, string @namespace, HashSet<string> keep)
    {
        var selector = call.Flags["selector"];
        var list = await call.Client.GetAsync(resource.Collection(@namespace) + (selector.Length > 0 ? "?labelSelector=" + Uri.EscapeDataString(selector) : ""));
        foreach (var value in list.Items("items").OfType<System.Text.Json.Nodes.JsonObject>().Select(v => v.Copy()))
        {
            if (LastApplied.Of(value) is null || keep.Contains(value.Text("metadata", "uid"))) continue;
            value["apiVersion"] = resource.GroupVersion;
            value["kind"] = resource.Kind;
            var item = new ResourceObject(resource, @namespace, value.Name(), value);
            if (dryRun != "client") await Deletion.SendAsync(call.Client, item, new DeletionOptions { GracePeriodSeconds = call.Flags.Number("grace-period"), DryRun = dryRun });
            call.Out(new NamePrinter("pruned" + DryRunFlag.Suffix(dryRun)).Print(value));
        }
    }

    private static (string Group, string Version, string Kind) Parse(string text)
    {
        var parts = text.Split('/');
        if (parts.Length != 3) throw new KubectlError($"invalid GroupVersionKind format: {text}, please follow <group/version/kind>");
        return (parts[0] == "core" ? "" : parts[0], parts[1], parts[2]);
    }
}
