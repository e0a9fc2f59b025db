using System.Text;
using System.Text.Json.Nodes;

namespace Podlab.Notebooks.Documents;

/// <summary>Writes nbformat 4.5 in the stable form: sorted keys, texts as arrays of lines, no execution counts, LF, a line feed at the end.</summary>
internal static class IpynbWriter
{
    public static byte[] Write(NotebookDocument notebook)
    {
        var root = Copy(notebook.OtherFields);
        root["cells"] = new JsonArray([.. notebook.Cells.Select(Cell)]);
        root["metadata"] = Copy(notebook.Metadata);
        root["nbformat"] = 4;
        root["nbformat_minor"] = 5;
        return new UTF8Encoding(false).GetBytes(StableJson.Write(root) + "\n");
    }

    /// <summary>One output in the stable form.</summary>
    public static JsonObject Output(CellOutput output) => output switch
    {
        StreamOutput stream => new JsonObject { ["output_type"] = "stream", ["name"] = stream.Name, ["text"] = Lines(stream.Text) },
        ErrorOutput error => new JsonObject
        {
            ["output_type"] = "error",
            ["ename"] = error.Name,
            ["evalue"] = error.Value,
            ["traceback"] = new JsonArray([.. error.Traceback.Select(line => JsonValue.Create(line))]),
        },
        DisplayOutput display => Display(display),
        UnknownOutput unknown => Copy(unknown.Json),
        _ => throw new InvalidOperationException($"{output.GetType().Name} has no form in a notebook file."),
    };

    private static JsonObject Cell(NotebookCell cell)
    {
        var fields = Copy(cell.OtherFields);
        fields["id"] = cell.Id;
        fields["cell_type"] = cell.Kind switch { CellKind.Code => "code", CellKind.Markdown => "markdown", _ => "raw" };
        fields["metadata"] = Copy(cell.Metadata);
        fields["source"] = Lines(cell.Source);
        if (cell.Kind != CellKind.Code) return fields;
        fields["execution_count"] = null;
        fields["outputs"] = new JsonArray([.. cell.Outputs.Select(Output)]);
        return fields;
    }

    private static JsonObject Display(DisplayOutput display)
    {
        var data = new JsonObject();
        foreach (var (type, content) in display.Data)
            data[type] = MimeBundle.IsJson(type) ? JsonNode.Parse(content) : MimeBundle.IsText(type) ? Lines(content) : JsonValue.Create(content);
        var fields = new JsonObject
        {
            ["output_type"] = display.IsResult ? "execute_result" : "display_data",
            ["data"] = data,
            ["metadata"] = Copy(display.Metadata),
        };
        if (display.IsResult) fields["execution_count"] = null;
        return fields;
    }

    private static JsonArray Lines(string text)
    {
        var lines = new JsonArray();
        for (var start = 0; start < text.Length;)
        {
            var feed = text.IndexOf('\n', start);
            var end = feed < 0 ? text.Length : feed + 1;
            lines.Add(JsonValue.Create(text[start..end]));
            start = end;
        }

        return lines;
    }

    private static JsonObject Copy(JsonObject fields) => (JsonObject)fields.DeepClone();
}
