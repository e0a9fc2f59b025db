using Podlab.Api;
using Podlab.Kubectl.CommandLine;
using Podlab.Kubectl.Printers;
using Podlab.Kubectl.Resources;

namespace Podlab.Kubectl.Drain;

/// <summary><c>kubectl drain</c>.</summary>
/// <remarks>Follows kubectl/pkg/cmd/drain/drain.go (v1.36.3).</remarks>
internal static class DrainCommand
{
    public static CommandSpec Spec { get; } = new("drain", "drain NODE", "Drain node in preparation for maintenance")
    {
        Group = "Cluster Management Commands",
        Examples = ["kubectl drain foo --force", "kubectl drain foo --grace-period=900"],
        Flags = flags => DryRunFlag.AddTo(flags)
            .Int("chunk-size", 500, "Return large lists in chunks rather than all at once.")
            .Bool("delete-emptydir-data", false, "Continue even if there are pods using emptyDir.")
            .Bool("disable-eviction", false, "Force drain to use delete, even if eviction is supported.")
            .Bool("force", false, "Continue even if there are pods that do not declare a controller.")
            .Int("grace-period", -1, "Period of time in seconds given to each pod to terminate gracefully.")
            .Bool("ignore-daemonsets", false, "Ignore DaemonSet-managed pods.")
            .Text("pod-selector", "", "Label selector to filter pods on the node")
            .Text("selector", "", "Selector (label query) to filter on", 'l')
            .Int("skip-wait-for-delete-timeout", 0, "If pod DeletionTimestamp older than N seconds, skip waiting for the pod.")
            .Duration("timeout", "0s", "The length of time to wait before giving up, zero means infinite"),
        Run = RunAsync,
    };

    private static async Task RunAsync(Invocation call)
    {
        var nodes = await CordonCommand.NodesAsync(call);
        var dryRun = DryRunFlag.Of(call);
        await CordonCommand.SetAsync(call, nodes, desired: true, dryRun);
        var drained = new HashSet<string>(StringComparer.Ordinal);
        var fatal = new List<string>();
        foreach (var node in nodes)
        {
            var errors = await DrainAsync(call, node, dryRun);
            if (errors.Count == 0)
            {
                drained.Add(node.Name);
                call.Out(new NamePrinter("drained" + DryRunFlag.Suffix(dryRun)).Print(node.Value));
                continue;
            }

            fatal.AddRange(errors);
            call.Err($"error: unable to drain node {GoText.Quote(node.Name)} due to error: {Join(errors)}, continuing command...\n");
        }

        if (drained.Count < nodes.Count) call.Err("There are pending nodes to be drained:\n");
        foreach (var left in nodes.Where(n => !drained.Contains(n.Name))) call.Err($" {left.Name}\n");
        if (fatal.Count > 0) throw new CommandError(string.Concat(fatal.Select(f => f + "\n")));
    }

    private static async Task<List<string>> DrainAsync(Invocation call, ResourceObject node, string dryRun)
    {
        var pods = await DrainPods.OfAsync(call, node.Name);
        if (pods.Errors.Count > 0) return pods.Errors;
        if (pods.Warning.Length > 0) call.Err($"Warning: {pods.Warning}\n");
        if (dryRun == "client")
        {
            foreach (var pod in pods.Delete) call.Out($"evicting pod {pod.Namespace}/{pod.Name} (dry run)\n");
            return [];
        }

        var errors = await new PodEvictions(call, dryRun).RunAsync(pods.Delete);
        if (errors.Count == 0) return [];
        var left = await DrainPods.OfAsync(call, node.Name, evenDeleted: true);
        if (left.Delete.Count > 0)
        {
            call.Err($"There are pending pods in node {GoText.Quote(node.Name)} when an error occurred: {Join(errors)}\n");
            foreach (var pod in left.Delete) call.Err($"pod/{pod.Name}\n");
        }

        return errors;
    }

    private static string Join(List<string> errors) => errors.Distinct().Count() == 1 ? errors[0] : $"[{string.Join(", ", errors)}]";
}
