using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Podlab.Kubectl.Objects;

namespace Podlab.Kubectl.Printers;

/// <summary>What a table is to show besides its columns.</summary>
internal sealed record TableOptions
{
    public bool Wide { get; init; }

    public bool NoHeaders { get; init; }

    public bool WithNamespace { get; init; }

    public bool ShowLabels { get; init; }

    public IReadOnlyList<string> LabelColumns { get; init; } = [];

    /// <summary>Put before names: <c>deployment.apps</c>; empty: nothing.</summary>
    public string Kind { get; init; } = "";
}

/// <summary>Turns the server's tables into lines for the tab writer.</summary>
/// <remarks>Follows cli-runtime/pkg/printers/tableprinter.go (v1.36.3).</remarks>
internal sealed class TablePrinter(TableOptions options)
{
    private JsonArray? columns;
    private bool headersPrinted;

    /// <param name="watchEvent">ADDED and the like, for a column of its own; null: no such column.</param>
    public string Rows(JsonObject table, string? watchEvent = null)
    {
        if (table.At("columnDefinitions") is JsonArray { Count: > 0 } given) columns = given;
        var shown = (columns ?? []).Select((c, i) => (Column: c, Index: i)).Where(c => options.Wide || (c.Column.Number("priority") ?? 0) == 0).ToList();
        var rows = table.Items("rows").ToList();
        var text = new StringBuilder();
        if (rows.Count > 0 && !headersPrinted && !options.NoHeaders)
        {
            text.AppendJoin('\t', Headers(shown.Select(c => c.Column.Text("name")), watchEvent is not null)).Append('\n');
            headersPrinted = true;
        }

        foreach (var row in rows) text.AppendJoin('\t', Cells(row, shown, watchEvent)).Append('\n');
        return text.ToString();
    }

    private IEnumerable<string> Headers(IEnumerable<string> names, bool events)
    {
        if (events) yield return "EVENT";
        if (options.WithNamespace) yield return "NAMESPACE";
        foreach (var name in names) yield return name.ToUpperInvariant();
        foreach (var label in options.LabelColumns) yield return label[(label.LastIndexOf('/') + 1)..].ToUpperInvariant();
        if (options.ShowLabels) yield return "LABELS";
    }

    private IEnumerable<string> Cells(JsonNode? row, List<(JsonNode? Column, int Index)> shown, string? watchEvent)
    {
        if (watchEvent is not null) yield return watchEvent.PadRight(8);
        if (options.WithNamespace) yield return row.Text("object", "metadata", "namespace");
        var cells = row.At("cells") as JsonArray ?? [];
        foreach (var (column, index) in shown)
        {
            var cell = index < cells.Count ? Cell(cells[index]) : "";
            yield return options.Kind.Length > 0 && column.Text("format") == "name" ? $"{options.Kind}/{cell}" : cell;
        }

        foreach (var label in options.LabelColumns) yield return row.Text("object", "metadata", "labels", label);
        if (options.ShowLabels) yield return LabelText.Format(row.At("object", "metadata", "labels"));
    }

    /// <summary>A cell on one line.</summary>
    private static string Cell(JsonNode? node)
    {
        if (node is null) return "";
        var text = node is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : GoValue.Plain(node);
        var end = text.AsSpan().IndexOfAny("\f\n\r");
        return end < 0 ? text : text[..end] + "...";
    }
}
