using Podlab.Kubectl.Client;
using Podlab.Kubectl.CommandLine;
using Podlab.Kubectl.Objects;
using Podlab.Kubectl.Printers;
using Podlab.Kubectl.Resources;

namespace Podlab.Kubectl.Get;

/// <summary>Prints what was found as tables, one per type.</summary>
internal sealed class GetTables(GetOptions options)
{
    private bool written;
    private bool separate;

    public async Task RunAsync()
    {
        var set = await options.Query().RunAsync();
        var errors = options.IgnoreNotFound ? set.Errors.Where(e => e is not StatusError { IsNotFound: true }).ToList() : set.Errors;
        var path = SortPath();
        // A table alone is sorted by its rows when printed; several are compared with each other, and tables have no such fields.
        if (options.SortBy.Length > 0 && set.Objects.Count > 1) Sorting.By(set.Objects, o => o.Value, path);
        Print(set.Objects, path);
        if (!written && !options.IgnoreNotFound && errors.Count == 0)
        {
            var namespaced = !options.AllNamespaces && set.Objects.TrueForAll(o => o.Resource.Namespaced);
            options.Call.Err(namespaced ? $"No resources found in {options.Call.Namespace} namespace.\n" : "No resources found\n");
        }

        ManyErrors.Throw(errors);
    }

    private void Print(List<ResourceObject> objects, string path)
    {
        var tabs = TabWriter.ForTables(Write);
        var kinds = options.Call.Flags.Is("show-kind") || objects.Select(o => (o.Resource.Group, o.Resource.Kind)).Distinct().Count() > 1;
        ApiResource? last = null;
        TablePrinter? printer = null;
        foreach (var item in objects)
        {
            if (printer is null || last != item.Resource)
            {
                tabs.Flush();
                tabs.ForgetWidths();
                separate = last is not null && !options.NoHeaders && written;
                printer = new TablePrinter(options.Table(item.Resource.Namespaced, kinds ? item.Resource.QualifiedKind : ""));
                last = item.Resource;
            }

            try
            {
                var table = AsTable(item);
                tabs.Write(printer.Rows(options.SortBy.Length > 0 ? Sorting.Table(table, path) : table));
            }
            catch (KubectlError)
            {
                // kubectl drops what a table printer complains of: a wrong --sort-by prints nothing.
            }
        }

        tabs.Flush();
    }

    /// <summary>Servers without tables answer with the object; then its name and age are all there is to show.</summary>
    private System.Text.Json.Nodes.JsonObject AsTable(ResourceObject item) =>
        item.Value.Text("kind") == "Table" ? item.Value : PlainTable.Of(item.Value, options.Call.Clock.GetUtcNow());

    private void Write(string text)
    {
        if (separate) options.Call.Out("\n");
        separate = false;
        written = true;
        options.Call.Out(text);
    }

    private string SortPath()
    {
        try
        {
            return RelaxedPath.Of(options.SortBy);
        }
        catch (KubectlError)
        {
            return options.SortBy;
        }
    }
}
