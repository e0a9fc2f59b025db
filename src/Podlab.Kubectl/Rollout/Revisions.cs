using System.Globalization;
using System.Text.Json.Nodes;
using Podlab.Kubectl.CommandLine;
using Podlab.Kubectl.Objects;
using Podlab.Kubectl.Printers;
using Podlab.Kubectl.Resources;

namespace Podlab.Kubectl.Rollout;

/// <summary>One state that a workload once had.</summary>
/// <param name="Template">Its pod template.</param>
/// <param name="Source">The ReplicaSet or ControllerRevision that keeps it.</param>
internal sealed record Revision(long Number, JsonObject Template, JsonObject Source)
{
    public string ChangeCause => Source.Text("metadata", "annotations", "kubernetes.io/change-cause") is { Length: > 0 } cause ? cause : "<none>";
}

/// <summary>What a workload once was: from its ReplicaSets, or its ControllerRevisions.</summary>
/// <remarks>Follows kubectl/pkg/polymorphichelpers/history.go (v1.36.3).</remarks>
internal static class Revisions
{
    /// <summary>Oldest first.</summary>
    public static async Task<List<Revision>> OfAsync(Invocation call, ResourceObject item)
    {
        var deployment = item.Resource.Kind == "Deployment";
        var selector = LabelText.Selector(item.Value.At("spec", "selector"));
        var path = $"/apis/apps/v1/namespaces/{Uri.EscapeDataString(item.Namespace)}/{(deployment ? "replicasets" : "controllerrevisions")}?labelSelector={Uri.EscapeDataString(selector)}";
        var uid = item.Value.Text("metadata", "uid");
        var owned = (await call.Client.GetAsync(path)).Items("items").OfType<JsonObject>().Where(o => o.Items("metadata", "ownerReferences").Any(r => r.True("controller") && r.Text("uid") == uid));
        return [.. owned.Select(o => deployment ? OfReplicaSet(o) : OfControllerRevision(o)).OfType<Revision>().OrderBy(r => r.Number)];
    }

    private static Revision? OfReplicaSet(JsonObject set) =>
        long.TryParse(set.Text("metadata", "annotations", "deployment.kubernetes.io/revision"), CultureInfo.InvariantCulture, out var number) && set.At("spec", "template") is JsonObject template
            ? new Revision(number, template, set) : null;

    private static Revision? OfControllerRevision(JsonObject revision) =>
        revision.At("data", "spec", "template") is JsonObject template ? new Revision(revision.Number("revision") ?? 0, template, revision) : null;
}
