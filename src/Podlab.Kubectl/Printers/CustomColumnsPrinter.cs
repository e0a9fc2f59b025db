using System.Text.Json.Nodes;
using Podlab.Kubectl.CommandLine;
using Podlab.Kubectl.Objects;
using Podlab.Kubectl.Printers.JsonPaths;

namespace Podlab.Kubectl.Printers;

/// <summary>Prints columns that the user defines: <c>NAME:.metadata.name,IP:.status.podIP</c>.</summary>
/// <remarks>Follows kubectl/pkg/cmd/get/customcolumn.go (v1.36.3).</remarks>
internal sealed class CustomColumnsPrinter
{
    private readonly List<(string Header, IReadOnlyList<PathNode> Path)> columns = [];
    private readonly bool headers;
    private bool started;

    private CustomColumnsPrinter(bool headers) => this.headers = headers;

    /// <exception cref="KubectlError">The specification is wrong.</exception>
    public static CustomColumnsPrinter Parse(string spec, bool headers)
    {
        if (spec.Length == 0) throw new KubectlError("custom-columns format specified but no custom columns given");
        var printer = new CustomColumnsPrinter(headers);
        foreach (var part in spec.Split(','))
        {
            var colon = part.IndexOf(':', StringComparison.Ordinal);
            if (colon < 0) throw new KubectlError($"unexpected custom-columns spec: {part}, expected <header>:<json-path-expr>");
            printer.Add(part[..colon], part[(colon + 1)..]);
        }

        return printer;
    }

    /// <summary>From a file: a line of headers, and a line of paths.</summary>
    public static CustomColumnsPrinter ParseFile(string text, bool headers)
    {
        var lines = text.Split('\n').Where(l => l.Trim().Length > 0).ToList();
        if (lines.Count < 1) throw new KubectlError("missing headers line. Header: <header1> <header2> ...");
        if (lines.Count < 2) throw new KubectlError("missing specs line. Spec: <jsonpath-spec1> <jsonpath-spec2> ...");
        var names = lines[0].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var paths = lines[1].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (names.Length != paths.Length) throw new KubectlError($"number of headers ({names.Length}) and field specifications ({paths.Length}) don't match");
        var printer = new CustomColumnsPrinter(headers);
        for (var i = 0; i < names.Length; i++) printer.Add(names[i], paths[i]);
        return printer;
    }

    /// <summary>Cells for the tab writer; the first call begins with the headers.</summary>
    public string Rows(JsonObject value)
    {
        var text = new System.Text.StringBuilder();
        if (headers && !started) text.AppendJoin('\t', columns.Select(c => c.Header)).Append('\n');
        started = true;
        var items = value.Text("kind").EndsWith("List", StringComparison.Ordinal) && value.At("items") is JsonArray list ? list.OfType<JsonObject>() : [value];
        foreach (var item in items) text.AppendJoin('\t', columns.Select(c => Cell(c.Path, item))).Append('\n');
        return text.ToString();
    }

    private void Add(string header, string spec)
    {
        try
        {
            columns.Add((header, JsonPathParser.Parse(RelaxedPath.Of(spec))));
        }
        catch (JsonPathError error)
        {
            throw new KubectlError(error.Message);
        }
    }

    private static string Cell(IReadOnlyList<PathNode> path, JsonObject item)
    {
        try
        {
            var found = new JsonPathRunner(allowMissing: true).Run(path, item).SelectMany(f => f).ToList();
            return found.Count == 0 ? "<none>" : string.Join(',', found.Select(f => f is null ? "<nil>" : GoValue.Plain(f)));
        }
        catch (JsonPathError error)
        {
            throw new KubectlError(error.Message);
        }
    }
}
