using System.Text.Json.Nodes;
using Podlab.Api;
using Podlab.Kubectl.CommandLine;
using Podlab.Kubectl.Create;
using Podlab.Kubectl.Objects;
using Podlab.Kubectl.Patching;
using Podlab.Kubectl.Printers;
using Podlab.Kubectl.Resources;

namespace Podlab.Kubectl.Taint;

/// <summary><c>kubectl taint</c>.</summary>
/// <remarks>Follows kubectl/pkg/cmd/taint (taint.go, utils.go; v1.36.3).</remarks>
internal static class TaintCommand
{
    public static CommandSpec Spec { get; } = new("taint", "taint NODE NAME KEY_1=VAL_1:TAINT_EFFECT_1 ... KEY_N=VAL_N:TAINT_EFFECT_N", "Update the taints on one or more nodes")
    {
        Group = "Cluster Management Commands",
        Examples = ["kubectl taint nodes foo dedicated=special-user:NoSchedule", "kubectl taint nodes foo dedicated:NoSchedule-", "kubectl taint nodes foo dedicated-", "kubectl taint node -l myLabel=X  dedicated=foo:PreferNoSchedule"],
        Flags = flags => OutputFormat.AddTo(WriteFlags.AddTo(flags
            .Bool("all", false, "Select all nodes in the cluster")
            .Bool("overwrite", false, "If true, allow taints to be overwritten, otherwise reject taint updates that overwrite existing taints.")
            .Text("selector", "", "Selector (label query) to filter on.", 'l')
            .Text("validate", "strict", "Must be one of: strict (or true), warn, ignore (or false).", bare: "strict"), "kubectl-taint")),
        Run = RunAsync,
    };

    private static async Task RunAsync(Invocation call)
    {
        var (resources, changes) = Split(call);
        if (resources.Count < 1) throw new KubectlError("one or more resources must be specified as <resource> <name>");
        var (add, remove) = Parse(call, changes);
        if ((await call.MapperAsync()).Find(resources[0]) is not { Group: "", Kind: "Node" }) throw new KubectlError($"invalid resource type {resources[0]}, only node types are supported");
        var both = remove.Where(r => add.Exists(a => a.Key == r.Key && (r.Effect.Length == 0 || a.Effect == r.Effect))).Select(r => $"{r.Key}={r.Effect}").ToList();
        if (both.Count > 0) throw new KubectlError($"can not both modify and remove the following taint(s) in the same command: {string.Join(", ", both)}");
        if (add.Count == 0 && remove.Count == 0) throw new KubectlError("at least one taint update is required");
        if (call.Flags.Is("all") && call.Flags["selector"].Length > 0) throw new KubectlError("setting 'all' parameter with a non empty selector is prohibited");
        var dryRun = DryRunFlag.Of(call);
        var set = await new ResourceQuery(call) { Args = resources, LabelSelector = call.Flags["selector"], All = call.Flags.Is("all") }.RunAsync();
        await set.VisitAsync(node => ChangeAsync(call, node, add, remove, dryRun));
    }

    private static async Task ChangeAsync(Invocation call, ResourceObject node, List<NodeTaint> add, List<NodeTaint> remove, string dryRun)
    {
        var old = node.Value.Items("spec", "taints").OfType<JsonObject>().ToList();
        if (!call.Flags.Is("overwrite"))
        {
            var taken = add.Where(a => old.Exists(a.SamePlace)).Select(a => a.Key).ToList();
            if (taken.Count > 0) throw new KubectlError($"node {node.Name} already has {string.Join(',', taken)} taint(s) with same effect(s) and --overwrite is false");
        }

        var taints = add.ConvertAll(a => a.ToJson());
        taints.AddRange(old.Where(o => !add.Exists(a => a.SamePlace(o))).Select(o => o.Copy()));
        var added = taints.Count != old.Count;
        var missing = new List<Exception>();
        foreach (var taint in remove)
        {
            if (taints.RemoveAll(t => t.Text("key") == taint.Key && (taint.Effect.Length == 0 || t.Text("effect") == taint.Effect)) == 0)
                missing.Add(new KubectlError($"taint {GoText.Quote(taint.Text)} not found"));
        }

        ManyErrors.Throw(missing);
        var operation = call.Flags.Is("overwrite") || (added && remove.Count > 0) ? "modified" : added ? "tainted" : "untainted";
        var changed = node.Value.Copy();
        changed.Ensure("spec")["taints"] = new JsonArray([.. taints]);
        if (dryRun != "client")
        {
            var (patch, type) = LocalPatch.Between(node.Value, changed);
            changed = await call.Client.PatchAsync(node.Path + WriteFlags.Query(call, dryRun), patch, type);
        }

        call.Out(new OutputFormat(call).Printer(operation).Print(changed));
    }

    private static (List<string> Resources, List<string> Changes) Split(Invocation call)
    {
        var (resources, changes) = (new List<string>(), new List<string>());
        foreach (var arg in call.Args)
        {
            var isTaint = arg.Contains('=', StringComparison.Ordinal) || arg.Contains(':', StringComparison.Ordinal) || arg.EndsWith('-');
            if (isTaint) changes.Add(arg);
            else if (changes.Count == 0) resources.Add(arg);
            else throw new KubectlError($"invalid order: all resources must be specified before taint changes: {arg}");
        }

        return (resources, changes);
    }

    private static (List<NodeTaint> Add, List<NodeTaint> Remove) Parse(Invocation call, List<string> specs)
    {
        var (add, remove) = (new List<NodeTaint>(), new List<NodeTaint>());
        foreach (var spec in specs)
        {
            try
            {
                if (spec.EndsWith('-'))
                {
                    remove.Add(NodeTaint.Parse(spec[..^1]) with { Value = "" });
                    continue;
                }

                var taint = NodeTaint.Parse(spec);
                if (taint.Effect.Length == 0) throw new KubectlError($"invalid taint spec: {spec}");
                if (add.Exists(a => a.Key == taint.Key && a.Effect == taint.Effect)) throw new KubectlError($"duplicated taints with the same key and effect: {taint}");
                add.Add(taint);
            }
            catch (KubectlError error)
            {
                throw call.UsageError(error.Message);
            }
        }

        return (add, remove);
    }
}
