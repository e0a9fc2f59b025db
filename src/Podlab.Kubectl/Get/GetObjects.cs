using System.Text.Json.Nodes;
using Podlab.Kubectl.Client;
using Podlab.Kubectl.CommandLine;
using Podlab.Kubectl.Printers;

namespace Podlab.Kubectl.Get;

/// <summary>Prints what was found as objects: one, or a List of all.</summary>
internal sealed class GetObjects(GetOptions options)
{
    public async Task RunAsync()
    {
        var print = Print();
        var set = await options.Query().RunAsync();
        var errors = options.IgnoreNotFound ? set.Errors.Where(e => e is not StatusError { IsNotFound: true }).ToList() : [.. set.Errors];
        if (errors.Count > 0 && set.SingleItem) ManyErrors.Throw(errors);
        if (set.Objects.Count > 0 || !options.IgnoreNotFound)
        {
            try
            {
                print(set.SingleItem && set.Objects.Count == 1 ? set.Objects[0].Value : Sorted(ListOf(set.Objects.Select(o => o.Value))));
            }
            catch (KubectlError error)
            {
                errors.Add(error);
            }
        }

        ManyErrors.Throw(errors);
    }

    public Action<JsonObject> Print()
    {
        var call = options.Call;
        if (!options.Custom)
        {
            var printer = options.Printer();
            return value => call.Out(printer.Print(value));
        }

        var columns = options.Columns();
        var tabs = TabWriter.ForTables(call.Out);
        return value =>
        {
            tabs.Write(columns.Rows(value));
            tabs.Flush();
        };
    }

    private JsonObject Sorted(JsonObject list)
    {
        if (options.SortBy.Length == 0 || list["items"] is not JsonArray { Count: > 1 } items) return list;
        var sorted = Sorting.By([.. items], item => item, RelaxedPath.Of(options.SortBy));
        items.Clear();
        foreach (var item in sorted) items.Add(item);
        return list;
    }

    private static JsonObject ListOf(IEnumerable<JsonObject> items) => new()
    {
        ["apiVersion"] = "v1",
        ["items"] = new JsonArray([.. items.Select(i => i.DeepClone())]),
        ["kind"] = "List",
        ["metadata"] = new JsonObject { ["resourceVersion"] = "" },
    };
}
