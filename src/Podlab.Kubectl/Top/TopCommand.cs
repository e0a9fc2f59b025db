using Podlab.Kubectl.Client;
using Podlab.Kubectl.CommandLine;

namespace Podlab.Kubectl.Top;

/// <summary><c>kubectl top</c>: an honest error where the server has no metrics.</summary>
internal static class TopCommand
{
    public static CommandSpec Spec { get; } = new("top", "top [flags]", "Display resource (CPU/memory) usage")
    {
        Group = "Cluster Management Commands",
        HelpToStderr = true,
        Subcommands =
        [
            new("node", "node [NAME | -l label]", "Display resource (CPU/memory) usage of nodes") { Aliases = ["nodes", "no"], Flags = Flags, Run = RunAsync },
            new("pod", "pod [NAME | -l label]", "Display resource (CPU/memory) usage of pods") { Aliases = ["pods", "po"], Flags = Flags, Run = RunAsync },
        ],
    };

    private static void Flags(Flags.FlagSet flags) => flags
        .Bool("all-namespaces", false, "If present, list the requested object(s) across all namespaces.", 'A')
        .Bool("containers", false, "If present, print usage of containers within a pod.")
        .Text("field-selector", "", "Selector (field query) to filter on.")
        .Bool("no-headers", false, "If present, print output without headers.")
        .Text("selector", "", "Selector (label query) to filter on.", 'l')
        .Bool("show-capacity", false, "Print node resources based on Capacity instead of Allocatable(default) of the nodes.")
        .Text("sort-by", "", "If non-empty, sort list using specified field. The field can be either 'cpu' or 'memory'.")
        .Bool("sum", false, "Print the sum of the resource usage")
        .Bool("use-protocol-buffers", true, "Enables using protocol-buffers to access Metrics API.");

    private static async Task RunAsync(Invocation call)
    {
        if (call.Flags["sort-by"] is not ("" or "cpu" or "memory")) throw new KubectlError("--sort-by accepts only cpu or memory");
        if ((await Discovery.ResourcesAsync(call.Client)).All(r => r.Group != "metrics.k8s.io")) throw new KubectlError("Metrics API not available");
        throw new KubectlError("metrics not available yet");
    }
}
