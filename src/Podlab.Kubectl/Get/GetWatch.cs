using System.Text.Json.Nodes;
using Podlab.Kubectl.Client;
using Podlab.Kubectl.CommandLine;
using Podlab.Kubectl.Objects;
using Podlab.Kubectl.Printers;
using Podlab.Kubectl.Resources;

namespace Podlab.Kubectl.Get;

/// <summary>Prints objects, and then each change.</summary>
internal sealed class GetWatch(GetOptions options)
{
    public async Task RunAsync()
    {
        var call = options.Call;
        var types = call.Args.Select(a => a.Contains('/', StringComparison.Ordinal) ? a[..a.IndexOf('/', StringComparison.Ordinal)] : a).Take(call.Args.Any(a => a.Contains('/', StringComparison.Ordinal)) ? int.MaxValue : 1);
        if (types.SelectMany(t => t.Split(',')).Distinct().Count() > 1) throw new KubectlError("you may only specify a single resource type");
        var set = await options.Query().RunAsync();
        var objects = set.OrThrow();
        if (objects.Count == 0) return;
        if (options.Human ? objects.Count > 1 : objects.Select(o => o.Resource).Distinct().Count() > 1)
            throw new KubectlError("watch is only supported on individual resources and resource collections - more than 1 resource was found");
        var print = options.Human ? Tables(objects[0].Resource) : Objects();
        if (!options.WatchOnly)
            foreach (var item in objects) print("ADDED", item.Value);
        await foreach (var (type, value) in EventsAsync(objects, set.SingleItem)) print(type, value);
    }

    private Action<string, JsonObject> Tables(ApiResource resource)
    {
        var printer = new TablePrinter(options.Table(resource.Namespaced, options.Call.Flags.Is("show-kind") ? resource.QualifiedKind : ""));
        var tabs = TabWriter.ForTables(options.Call.Out);
        return (type, value) =>
        {
            tabs.Write(printer.Rows(value.Text("kind") == "Table" ? value : PlainTable.Of(value, options.Call.Clock.GetUtcNow()), options.WatchEvents ? type : null));
            tabs.Flush();
        };
    }

    private Action<string, JsonObject> Objects()
    {
        var print = new GetObjects(options).Print();
        return (type, value) =>
        {
            if (!options.WatchEvents) print(value);
            else print(new JsonObject { ["object"] = value.DeepClone(), ["type"] = type });
        };
    }

    private IAsyncEnumerable<(string Type, JsonObject Value)> EventsAsync(List<ResourceObject> objects, bool single)
    {
        var first = objects[0];
        var version = first.Value.Text("metadata", "resourceVersion");
        // A table of one object has the object's version; objects of a flattened list know their own only, and the newest of them is the list's.
        if (!options.Human) version = objects.Select(o => o.Value.Text("metadata", "resourceVersion")).OrderBy(v => v.Length).ThenBy(v => v, StringComparer.Ordinal).Last();
        var query = options.Query();
        var selector = single ? $"metadata.name={first.Name}" : query.FieldSelector;
        var path = first.Resource.Collection(options.AllNamespaces ? "" : options.Call.Namespace);
        return Watching.EventsAsync(options.Call.Client, path, version, selector, query.LabelSelector, query.Accept, query.ExtraQuery);
    }
}
