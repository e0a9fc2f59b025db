using System.Text.Json.Nodes;
using Podlab.Kubectl.Client;
using Podlab.Kubectl.CommandLine;
using Podlab.Kubectl.Describe;
using Podlab.Kubectl.Objects;
using Podlab.Kubectl.Printers;

namespace Podlab.Kubectl.Events;

/// <summary><c>kubectl events</c>.</summary>
/// <remarks>Follows kubectl/pkg/cmd/events/events.go (v1.36.3).</remarks>
internal static class EventsCommand
{
    public static CommandSpec Spec { get; } = new("events", "events [(-o|--output=)json|yaml|kyaml|name|go-template|go-template-file|template|templatefile|jsonpath|jsonpath-as-json|jsonpath-file] [--for TYPE/NAME] [--watch] [--types=Normal,Warning]", "List events")
    {
        Group = "Troubleshooting and Debugging Commands",
        Examples = ["kubectl events", "kubectl events --all-namespaces", "kubectl events --for pod/web-pod-13je7 --watch", "kubectl events --types=Warning,Normal"],
        Flags = flags => OutputFormat.AddTo(flags
            .Bool("all-namespaces", false, "If present, list the requested object(s) across all namespaces.", 'A')
            .Int("chunk-size", 500, "Return large lists in chunks rather than all at once.")
            .Text("for", "", "Filter events to only those pertaining to the specified resource.")
            .Bool("no-headers", false, "When using the default output format, don't print headers.")
            .Slice("types", "Output only events of given types.")
            .Bool("watch", false, "After listing the requested events, watch for more events.", 'w')),
        Run = RunAsync,
    };

    private static async Task RunAsync(Invocation call)
    {
        var flags = call.Flags;
        foreach (var type in flags.Values("types"))
        {
            if (!type.Equals("Normal", StringComparison.OrdinalIgnoreCase) && !type.Equals("Warning", StringComparison.OrdinalIgnoreCase)) throw new KubectlError("valid --types are Normal or Warning");
        }

        var selector = await SelectorAsync(call);
        var path = flags.Is("all-namespaces") ? "/api/v1/events" : $"/api/v1/namespaces/{Uri.EscapeDataString(call.Namespace)}/events";
        var list = await call.Client.GetAsync(path + (selector.Length > 0 ? "?fieldSelector=" + Uri.EscapeDataString(selector) : ""));
        var events = list.Items("items").OfType<JsonObject>().Where(e => Wanted(call, e)).OrderBy(EventsSection.Last).ToList();
        var print = flags["output"].Length > 0 ? Formatted(call) : Table(call);
        if (events.Count == 0 && !flags.Is("watch"))
        {
            call.Err(flags.Is("all-namespaces") ? "No events found.\n" : $"No events found in {call.Namespace} namespace.\n");
            return;
        }

        print(events);
        if (!flags.Is("watch")) return;
        await foreach (var (type, value) in Watching.EventsAsync(call.Client, path, list.Text("metadata", "resourceVersion"), selector))
        {
            if (type != "DELETED" && Wanted(call, value)) print([value]);
        }
    }

    private static bool Wanted(Invocation call, JsonObject value) =>
        call.Flags.Values("types").Count == 0 || call.Flags.Values("types").Contains(value.Text("type"), StringComparer.OrdinalIgnoreCase);

    private static async Task<string> SelectorAsync(Invocation call)
    {
        if (call.Flags["for"].Length == 0) return "";
        var parts = call.Flags["for"].Split('/');
        if (parts.Length != 2 || parts[0].Length == 0 || parts[1].Length == 0) throw new KubectlError("--for must be in resource/name form");
        var resource = (await call.MapperAsync()).Require(parts[0]);
        return $"involvedObject.kind={resource.Kind},involvedObject.apiVersion={resource.GroupVersion},involvedObject.name={parts[1]}";
    }

    private static Action<List<JsonObject>> Formatted(Invocation call)
    {
        var printer = new OutputFormat(call).Printer(typed: true);
        return events =>
        {
            var list = new JsonObject { ["kind"] = "EventList", ["apiVersion"] = "v1", ["metadata"] = new JsonObject() };
            list["items"] = new JsonArray([.. events.Select(EventFields.Ordered)]);
            call.Out(printer.Print(list));
        };
    }

    private static Action<List<JsonObject>> Table(Invocation call)
    {
        var tabs = TabWriter.ForTables(call.Out);
        var all = call.Flags.Is("all-namespaces");
        if (!call.Flags.Is("no-headers")) tabs.Write((all ? "NAMESPACE\t" : "") + "LAST SEEN\tTYPE\tREASON\tOBJECT\tMESSAGE\n");
        return events =>
        {
            var w = new DescribeWriter(call.Clock.GetUtcNow());
            foreach (var e in events)
                tabs.Write($"{(all ? e.Namespace() + "\t" : "")}{EventsSection.Interval(w, e)}\t{e.Text("type")}\t{e.Text("reason")}\t{e.Text("involvedObject", "kind")}/{e.Text("involvedObject", "name")}\t{e.Text("message").Trim()}\n");
            tabs.Flush();
        };
    }
}
