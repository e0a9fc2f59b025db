using Podlab.Kubectl.Client;
using Podlab.Kubectl.CommandLine;
using Podlab.Kubectl.Delete;
using Podlab.Kubectl.Objects;
using Podlab.Kubectl.Printers;
using Podlab.Kubectl.Resources;

namespace Podlab.Kubectl.Wait;

/// <summary><c>kubectl wait</c>.</summary>
/// <remarks>Follows kubectl/pkg/cmd/wait/wait.go (v1.36.3).</remarks>
internal static class WaitCommand
{
    private static readonly TimeSpan CreatePoll = TimeSpan.FromSeconds(1);

    public static CommandSpec Spec { get; } = new("wait", "wait ([-f FILENAME] | resource.group/resource.name | resource.group [(-l label | --all)]) [--for=create|--for=delete|--for condition=available|--for=jsonpath='{}'[=value]]", "Wait for a specific condition on one or many resources")
    {
        Group = "Advanced Commands",
        Examples = ["kubectl wait --for=condition=Ready pod/busybox1", "kubectl wait --for=jsonpath='{.status.phase}'=Running pod/busybox1", "kubectl wait --for=create secret/mysecret", "kubectl wait --for=delete pod/busybox1 --timeout=60s"],
        Flags = flags => OutputFormat.AddTo(ManifestFiles.AddTo(flags
            .Bool("all", false, "Select all resources in the namespace of the specified resource types")
            .Bool("all-namespaces", false, "If present, list the requested object(s) across all namespaces.", 'A')
            .Text("field-selector", "", "Selector (field query) to filter on.")
            .Text("for", "", "The condition to wait on: [create|delete|condition=condition-name[=condition-value]|jsonpath='{JSONPath expression}'=[JSONPath value]].")
            .Bool("local", false, "If true, annotation will NOT contact api-server but run locally.")
            .Text("selector", "", "Selector (label query) to filter on.", 'l')
            .Duration("timeout", "30s", "The length of time to wait before giving up. Zero means check once and don't wait, negative means wait for a week."),
            "identifying the resource.")),
        Run = RunAsync,
    };

    private static async Task RunAsync(Invocation call)
    {
        var wanted = call.Flags["for"];
        var timeout = call.Flags.Span("timeout") < TimeSpan.Zero ? TimeSpan.FromDays(7) : call.Flags.Span("timeout");
        var end = call.Clock.GetUtcNow() + timeout;
        if (wanted.Equals("create", StringComparison.OrdinalIgnoreCase) && !call.Args.Any(a => a.Contains('/', StringComparison.Ordinal)) && call.Args.Count < 2 && !ManifestFiles.Of(call.Flags).Any)
            throw new KubectlError("creation should be specified only for a specific resource: use resource.group/resource.name");
        var condition = wanted.Equals("delete", StringComparison.OrdinalIgnoreCase) || wanted.Equals("create", StringComparison.OrdinalIgnoreCase) ? null : WaitCondition.Parse(wanted);
        var set = await FindAsync(call, wanted, end);
        if (set.Objects.Count == 0 && set.Errors.Count == 0) throw new KubectlError("no matching resources found");
        if (wanted.Equals("delete", StringComparison.OrdinalIgnoreCase)) set.Errors.RemoveAll(e => e is StatusError { IsNotFound: true });
        var printer = new OutputFormat(call).Printer("condition met");
        await set.VisitAsync(async item =>
        {
            if (wanted.Equals("delete", StringComparison.OrdinalIgnoreCase))
            {
                if (!await Deletion.WaitAsync(call.Client, item, item.Value.Text("metadata", "uid"), end - call.Clock.GetUtcNow())) throw TimedOut(item);
            }
            else if (condition is not null)
            {
                await UntilAsync(call, item, condition, end);
            }

            call.Out(printer.Print(item.Value));
        });
    }

    /// <summary>The objects; with <c>--for=create</c>, as soon as they are there.</summary>
    private static async Task<ResourceSet> FindAsync(Invocation call, string wanted, DateTimeOffset end)
    {
        while (true)
        {
            var set = await new ResourceQuery(call)
            {
                Files = ManifestFiles.Of(call.Flags),
                LabelSelector = call.Flags["selector"],
                FieldSelector = call.Flags["field-selector"],
                All = call.Flags.Is("all"),
                AllNamespaces = call.Flags.Is("all-namespaces"),
                Local = call.Flags.Is("local"),
            }.RunAsync();
            if (!wanted.Equals("create", StringComparison.OrdinalIgnoreCase) || !set.Errors.Exists(e => e is StatusError { IsNotFound: true })) return set;
            if (call.Clock.GetUtcNow() >= end) throw new KubectlError("timed out waiting for the condition" + (call.Args.Count > 0 ? $" on {call.Args[0]}" : ""));
            await Task.Delay(CreatePoll, call.Clock, call.Client.Cancellation);
        }
    }

    private static async Task UntilAsync(Invocation call, ResourceObject item, WaitCondition condition, DateTimeOffset end)
    {
        if (condition.Holds(item.Value) || call.Flags.Is("local")) return;
        while (true)
        {
            var left = end - call.Clock.GetUtcNow();
            if (left <= TimeSpan.Zero) throw TimedOut(item);
            using var over = new CancellationTokenSource();
            await using var timer = call.Clock.CreateTimer(static s => ((CancellationTokenSource)s!).Cancel(), over, left, Timeout.InfiniteTimeSpan);
            await foreach (var (type, value) in Watching.EventsAsync(call.Client, item.Collection, item.Value.Text("metadata", "resourceVersion"), $"metadata.name={item.Name}", cancellation: over.Token))
            {
                // What is gone will not meet the condition; but another of its name may come.
                item.Take(value);
                if (type != "DELETED" && condition.Holds(value)) return;
            }

            if (over.IsCancellationRequested || call.Client.Cancellation.IsCancellationRequested) throw TimedOut(item);
        }
    }

    private static KubectlError TimedOut(ResourceObject item) => new($"timed out waiting for the condition on {item.Resource.Name}/{item.Name}");
}
