using System.Text.Json.Nodes;
using Podlab.Kubectl.CommandLine;
using Podlab.Kubectl.Objects;
using Podlab.Kubectl.Patching;
using Podlab.Kubectl.Printers;
using Podlab.Kubectl.Resources;

namespace Podlab.Kubectl.Drain;

/// <summary><c>kubectl cordon</c> and <c>kubectl uncordon</c>.</summary>
/// <remarks>Follows kubectl/pkg/cmd/drain/drain.go (v1.36.3).</remarks>
internal static class CordonCommand
{
    public static CommandSpec Cordon { get; } = Of("cordon", "Mark node as unschedulable", true);

    public static CommandSpec Uncordon { get; } = Of("uncordon", "Mark node as schedulable", false);

    private static CommandSpec Of(string name, string summary, bool desired) => new(name, $"{name} NODE", summary)
    {
        Group = "Cluster Management Commands",
        Examples = [$"kubectl {name} foo"],
        Flags = flags => DryRunFlag.AddTo(flags).Text("selector", "", "Selector (label query) to filter on", 'l'),
        Run = async call =>
        {
            var nodes = await NodesAsync(call);
            await SetAsync(call, nodes, desired, DryRunFlag.Of(call));
        },
    };

    /// <summary>The nodes that the arguments name.</summary>
    public static async Task<List<ResourceObject>> NodesAsync(Invocation call)
    {
        var verb = call.Path[(call.Path.LastIndexOf(' ') + 1)..];
        if (call.Args.Count == 0 && call.Flags["selector"].Length == 0) throw call.UsageError($"USAGE: {verb} NODE [flags]");
        if (call.Args.Count > 0 && call.Flags["selector"].Length > 0) throw new KubectlError("error: cannot specify both a node name and a --selector option");
        var slashes = call.Args.Any(a => a.Contains('/', StringComparison.Ordinal));
        var set = await new ResourceQuery(call) { Args = slashes ? call.Args : ["nodes", .. call.Args], LabelSelector = call.Flags["selector"] }.RunAsync();
        return set.OrThrow();
    }

    public static async Task SetAsync(Invocation call, List<ResourceObject> nodes, bool desired, string dryRun)
    {
        var done = desired ? "cordoned" : "uncordoned";
        foreach (var node in nodes)
        {
            var already = node.Value.True("spec", "unschedulable") == desired;
            if (!already && dryRun != "client")
            {
                var patch = new JsonObject { ["spec"] = new JsonObject { ["unschedulable"] = desired ? true : null } };
                node.Take(await call.Client.PatchAsync(node.Path + (dryRun == "server" ? "?dryRun=All" : ""), JsonText.Compact(patch), LocalPatch.Strategic));
            }

            call.Out(new NamePrinter((already ? "already " : "") + done + DryRunFlag.Suffix(dryRun)).Print(node.Value));
        }
    }
}
