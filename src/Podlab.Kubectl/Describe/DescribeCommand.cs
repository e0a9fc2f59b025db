using Podlab.Kubectl.Client;
using Podlab.Kubectl.CommandLine;
using Podlab.Kubectl.Resources;

namespace Podlab.Kubectl.Describe;

/// <summary><c>kubectl describe</c>.</summary>
/// <remarks>Follows kubectl/pkg/cmd/describe/describe.go (v1.36.3).</remarks>
internal static class DescribeCommand
{
    public static CommandSpec Spec { get; } = new("describe", "describe (-f FILENAME | TYPE [NAME_PREFIX | -l label] | TYPE/NAME)", "Show details of a specific resource or group of resources")
    {
        Group = "Troubleshooting and Debugging Commands",
        Examples = ["kubectl describe nodes kubernetes-node-emt8.c.myproject.internal", "kubectl describe pods/nginx", "kubectl describe -f pod.json", "kubectl describe pods", "kubectl describe pods -l name=myLabel"],
        Flags = flags => ManifestFiles.AddTo(flags
            .Bool("all-namespaces", false, "If present, list the requested object(s) across all namespaces.", 'A')
            .Int("chunk-size", 500, "Return large lists in chunks rather than all at once.")
            .Text("selector", "", "Selector (label query) to filter on.", 'l')
            .Bool("show-events", true, "If true, display events related to the described object."),
            "containing the resource to describe"),
        Run = RunAsync,
    };

    private static async Task RunAsync(Invocation call)
    {
        var files = ManifestFiles.Of(call.Flags);
        if (call.Args.Count == 0 && !files.Any)
            throw new KubectlError("You must specify the type of resource to describe. Use \"kubectl api-resources\" for a complete list of supported resources.\n");
        var set = await new ResourceQuery(call)
        {
            Files = files,
            LabelSelector = call.Flags["selector"],
            AllNamespaces = call.Flags.Is("all-namespaces"),
            TypeAloneMeansAll = true,
        }.RunAsync();
        if (set.Errors.Count > 0 && set.Errors.TrueForAll(e => e is StatusError { IsNotFound: true }) && call.Args.Count == 2 && set.Objects.Count == 0)
        {
            await ByPrefixAsync(call, set.Errors[0]);
            return;
        }

        await PrintAsync(call, set.Objects);
        if (set.Objects.Count == 0 && set.Errors.Count == 0)
            call.Err(call.Flags.Is("all-namespaces") ? "No resources found\n" : $"No resources found in {call.Namespace} namespace.\n");
        ManyErrors.Throw(set.Errors);
    }

    /// <summary>A name that does not exist may be the beginning of names that do.</summary>
    private static async Task ByPrefixAsync(Invocation call, Exception notFound)
    {
        var all = (await new ResourceQuery(call) { Args = [call.Args[0]], TypeAloneMeansAll = true }.RunAsync()).OrThrow();
        var matching = all.FindAll(o => o.Name.StartsWith(call.Args[1], StringComparison.Ordinal));
        if (matching.Count == 0) throw notFound;
        foreach (var item in matching) call.Out(await Describers.TextAsync(call, item, events: false) + "\n");
    }

    private static Task PrintAsync(Invocation call, List<ResourceObject> objects) =>
        PrintAsync(call, objects, call.Flags.Is("show-events") && (objects.Count < 2 || call.Flags.Changed("show-events")));

    private static async Task PrintAsync(Invocation call, List<ResourceObject> objects, bool events)
    {
        for (var i = 0; i < objects.Count; i++)
            call.Out((i > 0 ? "\n\n" : "") + await Describers.TextAsync(call, objects[i], events));
    }
}
