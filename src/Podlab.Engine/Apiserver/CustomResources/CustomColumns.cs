using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Podlab.Api;
using Podlab.Api.Json;
using Podlab.Api.Model;
using Podlab.Engine.Apiserver.Tables;

namespace Podlab.Engine.Apiserver.CustomResources;

/// <summary>The table of a custom kind: its name and the columns that its definition asks for, or its age.</summary>
/// <remarks>Follows staging/src/k8s.io/apiextensions-apiserver/pkg/registry/customresource/tableconvertor/tableconvertor.go (v1.36.3).</remarks>
internal static class CustomColumns
{
    public static TableLayout Layout(GroupVersionKind kind, IEnumerable<JsonObject> columns)
    {
        var asked = columns.Select(column => new Column(Definition.Text(column, "name"), Definition.Text(column, "type"), Definition.Text(column, "format"),
            column["priority"] is JsonValue priority && priority.TryGetValue<int>(out var number) ? number : 0, ColumnPath.Parse(Definition.Text(column, "jsonPath")))).ToArray();
        if (asked.Length == 0) return new TableLayout(kind, [TableColumn.ObjectName, new("Age", "date")], TableLayout.Default.Cells);
        ValueList<TableColumn> heads = [TableColumn.ObjectName, .. asked.Select(column => new TableColumn(column.Name, column.Type, column.Format, column.Priority))];
        return new TableLayout(kind, heads, (item, now) =>
        {
            var tree = Definition.Tree(item);
            return [item.Metadata.Name, .. asked.Select(column => Cell(column, tree, now))];
        });
    }

    private static TableCell Cell(Column column, JsonObject tree, DateTimeOffset now)
    {
        if (column.Path.First(tree) is not { } found) return "";
        return (column.Type, found.GetValueKind()) switch
        {
            ("date", JsonValueKind.String) => DateTimeOffset.TryParse(found.GetValue<string>(), CultureInfo.InvariantCulture, out var time) ? HumanDuration.Since(time, now) : "<invalid>",
            ("integer", JsonValueKind.Number) => found is JsonValue whole && whole.TryGetValue<long>(out var number) ? number : (TableCell)JsonTree.ToText(found),
            ("boolean", JsonValueKind.True or JsonValueKind.False) => found.GetValueKind() == JsonValueKind.True,
            (_, JsonValueKind.String) => found.GetValue<string>(),
            _ => JsonTree.ToText(found),
        };
    }

    private sealed record Column(string Name, string Type, string Format, int Priority, ColumnPath Path);
}
