using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Podlab.Notebooks.Documents;

/// <summary>Reads nbformat 4.0 to 4.5; a cell without id (before 4.5) gets one made of its place and text.</summary>
internal sealed class IpynbReader
{
    private readonly PositionedJson json;

    private IpynbReader(PositionedJson json) => this.json = json;

    /// <exception cref="DocumentException">The bytes are not a notebook of nbformat 4.</exception>
    public static NotebookDocument Read(string file, byte[] utf8) => new IpynbReader(PositionedJson.Parse(file, utf8)).Notebook();

    private NotebookDocument Notebook()
    {
        var root = Fields(json.Root, "the notebook");
        var version = root["nbformat"];
        if (version?.ToString() is not "4")
            throw json.Error(version ?? root, version is null
                ? "not a notebook: the field \"nbformat\" is missing"
                : $"nbformat {version} is not read here; open the file in JupyterLab and save it, which makes it 4.5");
        var cells = Items(Required(root, "cells", "the notebook"), "cells");
        var taken = new HashSet<string>(StringComparer.Ordinal);
        return new NotebookDocument
        {
            Cells = [.. cells.Select((cell, index) => Cell(cell, index, taken))],
            Metadata = Copy(OptionalFields(root, "metadata")),
            OtherFields = Others(root, "cells", "metadata", "nbformat", "nbformat_minor"),
        };
    }

    private NotebookCell Cell(JsonNode? node, int index, HashSet<string> taken)
    {
        var what = $"cell {index + 1}";
        var fields = Fields(node, what);
        var type = Required(fields, "cell_type", what);
        var source = Lines(Required(fields, "source", what), "source").Replace("\r\n", "\n", StringComparison.Ordinal);
        var id = fields["id"] is { } stored ? Text(stored, "id") : MakeId(index, source);
        if (!taken.Add(id)) throw json.Error(fields["id"] ?? fields, $"{what} has the id \"{id}\", which an earlier cell has");
        var metadata = Copy(OptionalFields(fields, "metadata"));
        metadata.Remove("execution");
        metadata.Remove("ExecuteTime");
        return new NotebookCell
        {
            Id = id,
            Kind = Text(type, "cell_type") switch
            {
                "code" => CellKind.Code,
                "markdown" => CellKind.Markdown,
                "raw" => CellKind.Raw,
                var other => throw json.Error(type, $"{what} is of type \"{other}\"; known are code, markdown and raw"),
            },
            Source = source,
            Metadata = metadata,
            Outputs = fields["outputs"] is { } outputs ? [.. Items(outputs, "outputs").Select(Output)] : [],
            OtherFields = Others(fields, "id", "cell_type", "source", "metadata", "outputs", "execution_count"),
        };
    }

    private CellOutput Output(JsonNode? node)
    {
        var fields = Fields(node, "an output");
        return Text(Required(fields, "output_type", "an output"), "output_type") switch
        {
            "stream" => new StreamOutput(Text(Required(fields, "name", "a stream output"), "name"), Lines(Required(fields, "text", "a stream output"), "text")),
            "error" => new ErrorOutput(
                Text(Required(fields, "ename", "an error output"), "ename"),
                Text(Required(fields, "evalue", "an error output"), "evalue"),
                [.. Items(Required(fields, "traceback", "an error output"), "traceback").Select(line => Text(line, "traceback"))]),
            "display_data" => Display(fields, isResult: false),
            "execute_result" => Display(fields, isResult: true),
            _ => new UnknownOutput(Copy(fields)),
        };
    }

    private DisplayOutput Display(JsonObject fields, bool isResult)
    {
        var data = Fields(Required(fields, "data", "a display output"), "data");
        var forms = data.Select(form => KeyValuePair.Create(
            form.Key, MimeBundle.IsJson(form.Key) ? StableJson.Write(form.Value) : Lines(form.Value, form.Key)));
        return new DisplayOutput(new MimeBundle(forms)) { IsResult = isResult, Metadata = Copy(OptionalFields(fields, "metadata")) };
    }

    private JsonNode Required(JsonObject fields, string name, string what) =>
        fields[name] ?? throw json.Error(fields, $"{what} lacks the field \"{name}\"");

    private JsonObject Fields(JsonNode? node, string what) =>
        node as JsonObject ?? throw json.Error(node, $"{what} must be an object");

    private JsonArray Items(JsonNode? node, string name) =>
        node as JsonArray ?? throw json.Error(node, $"\"{name}\" must be an array");

    private JsonObject OptionalFields(JsonObject fields, string name) =>
        fields[name] is { } node ? Fields(node, $"\"{name}\"") : [];

    private string Text(JsonNode? node, string name) =>
        node?.GetValueKind() == JsonValueKind.String ? node.GetValue<string>() : throw json.Error(node, $"\"{name}\" must be a string");

    private string Lines(JsonNode? node, string name) => node is JsonArray lines
        ? string.Concat(lines.Select(line => Text(line, name)))
        : node?.GetValueKind() == JsonValueKind.String ? node.GetValue<string>() : throw json.Error(node, $"\"{name}\" must be a string or an array of strings");

    private static JsonObject Copy(JsonObject fields) => (JsonObject)fields.DeepClone();

    private static JsonObject Others(JsonObject fields, params string[] known)
    {
        var others = Copy(fields);
        foreach (var name in known) others.Remove(name);
        return others;
    }

    private static string MakeId(int index, string source) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{index}\n{source}")))[..8];
}
