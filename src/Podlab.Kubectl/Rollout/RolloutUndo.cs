using System.Globalization;
using System.Text.Json.Nodes;
using Podlab.Api;
using Podlab.Kubectl.Apply;
using Podlab.Kubectl.CommandLine;
using Podlab.Kubectl.Describe;
using Podlab.Kubectl.Objects;
using Podlab.Kubectl.Patching;
using Podlab.Kubectl.Printers;
using Podlab.Kubectl.Resources;

namespace Podlab.Kubectl.Rollout;

/// <summary><c>kubectl rollout undo</c>.</summary>
/// <remarks>Follows kubectl/pkg/polymorphichelpers/rollback.go (v1.36.3).</remarks>
internal static class RolloutUndo
{
    public static async Task RunAsync(Invocation call)
    {
        var set = await RolloutCommand.TargetsAsync(call);
        var dryRun = DryRunFlag.Of(call);
        await set.VisitAsync(item => UndoAsync(call, item, dryRun));
    }

    private static async Task UndoAsync(Invocation call, ResourceObject item, string dryRun)
    {
        if (item.Resource.Group != "apps" || item.Resource.Kind is not ("Deployment" or "DaemonSet" or "StatefulSet"))
            throw new KubectlError($"no rollbacker has been implemented for {GoText.Quote(item.Resource.Kind)}");
        if (LastApplied.Of(item.Value) is not null)
        {
            call.Client.Warn([$"resource {item.ObjectName} was previously managed with 'kubectl apply'. Rolling back will not update the {LastApplied.Annotation} annotation, "
                + "which may cause unexpected behavior on future 'kubectl apply' operations. Consider using 'kubectl apply' with your previous configuration file instead."]);
        }

        var wanted = call.Flags.Number("to-revision");
        if (wanted < 0) throw new KubectlError(string.Create(CultureInfo.InvariantCulture, $"unable to find specified revision {wanted} in history"));
        var target = Choose(item, await Revisions.OfAsync(call, item), wanted);
        var operation = await ApplyAsync(call, item, target, dryRun);
        call.Out(new OutputFormat(call).Printer(operation).Print(item.Value));
    }

    private static Revision Choose(ResourceObject item, List<Revision> revisions, long wanted)
    {
        if (wanted > 0) return revisions.Find(r => r.Number == wanted) ?? throw new KubectlError(string.Create(CultureInfo.InvariantCulture, $"unable to find specified revision {wanted} in history"));
        if (revisions.Count > 1) return revisions[^2];
        throw new KubectlError(item.Resource.Kind == "Deployment" ? $"no rollout history found for deployment {GoText.Quote(item.Name)}" : "no last revision to roll back to");
    }

    private static async Task<string> ApplyAsync(Invocation call, ResourceObject item, Revision target, string dryRun)
    {
        var template = WithoutHash(target.Template);
        if (dryRun == "client")
        {
            var w = new DescribeWriter(call.Clock.GetUtcNow());
            PodTemplateSection.Write(w, template);
            return w.ToString().TrimEnd('\n');
        }

        if (item.Value.True("spec", "paused")) throw new KubectlError("you cannot rollback a paused deployment; resume it first with 'kubectl rollout resume' and try again");
        if (JsonNode.DeepEquals(WithoutHash((JsonObject)item.Value.At("spec", "template")!), template))
            return string.Create(CultureInfo.InvariantCulture, $"skipped rollback (current template already matches revision {target.Number})");
        var query = dryRun == "server" ? "?dryRun=All" : "";
        if (item.Resource.Kind != "Deployment")
        {
            await call.Client.PatchAsync(item.Path + query, JsonText.Compact(target.Source["data"]), LocalPatch.Strategic);
            return "rolled back" + DryRunFlag.Suffix(dryRun);
        }

        var annotations = Annotations(item.Value, target.Source);
        var patch = new JsonArray(
            new JsonObject { ["op"] = "replace", ["path"] = "/spec/template", ["value"] = template },
            new JsonObject { ["op"] = "replace", ["path"] = "/metadata/annotations", ["value"] = annotations });
        await call.Client.PatchAsync(item.Path + query, JsonText.Compact(patch), LocalPatch.Json);
        return "rolled back" + DryRunFlag.Suffix(dryRun);
    }

    /// <summary>The annotations of the revision come back with it, apart from those that describe the present one.</summary>
    private static JsonObject Annotations(JsonObject deployment, JsonObject replicaSet)
    {
        string[] own =
        [
            LastApplied.Annotation, "deployment.kubernetes.io/revision", "deployment.kubernetes.io/revision-history",
            "deployment.kubernetes.io/desired-replicas", "deployment.kubernetes.io/max-replicas", "deprecated.deployment.rollback.to",
        ];
        var annotations = new JsonObject();
        foreach (var name in own)
        {
            if (deployment.Has("metadata", "annotations", name)) annotations[name] = deployment.Text("metadata", "annotations", name);
        }

        foreach (var (name, value) in replicaSet.Entries("metadata", "annotations"))
        {
            if (!own.Contains(name, StringComparer.Ordinal)) annotations[name] = value?.DeepClone();
        }

        return annotations;
    }

    private static JsonObject WithoutHash(JsonObject template)
    {
        var copy = template.Copy();
        (copy.At("metadata", "labels") as JsonObject)?.Remove("pod-template-hash");
        copy.Remove("$patch");
        return copy;
    }
}
