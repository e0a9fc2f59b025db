using System.Text;
using System.Text.Json.Nodes;

namespace Podlab.Notebooks.Documents;

/// <summary>
/// .NET Interactive's plain-text notebooks: a line that is <c>#!LANGUAGE</c> and nothing else begins a cell, <c>#!meta</c> holds the file's JSON.
/// Outputs have no place in this form.
/// </summary>
internal static class DibFormat
{
    private const string DefaultLanguage = "csharp";

    private static readonly string[] Languages =
        ["csharp", "c#", "C#", "cs", "markdown", "md", "raw", "kubectl", "manifest", "fsharp", "pwsh", "javascript", "html", "mermaid", "sql", "kql", "http", "value"];

    /// <exception cref="DocumentException">The <c>#!meta</c> part is not JSON.</exception>
    public static NotebookDocument Read(string file, byte[] utf8)
    {
        var lines = Encoding.UTF8.GetString(utf8).TrimStart('\uFEFF').Replace("\r\n", "\n", StringComparison.Ordinal).Split('\n');
        var cells = new List<NotebookCell>();
        JsonObject metadata = [];
        var language = DefaultLanguage;
        var start = 0;
        for (var i = 0; i <= lines.Length; i++)
        {
            var next = i < lines.Length ? Separator(lines[i]) : null;
            if (i < lines.Length && next is null) continue;
            var source = string.Join('\n', lines[start..i]).Trim('\n');
            if (language == "meta") metadata = new JsonObject { ["polyglot_notebook"] = Meta(file, lines, start, i) };
            else if (source.Length > 0) cells.Add(Cell(language, source, cells.Count));
            language = next ?? DefaultLanguage;
            start = i + 1;
        }

        return new NotebookDocument { Cells = cells, Metadata = metadata };
    }

    public static byte[] Write(NotebookDocument notebook)
    {
        var text = new StringBuilder();
        if (notebook.Metadata["polyglot_notebook"] is JsonObject meta) text.Append("#!meta\n\n").Append(meta.ToJsonString()).Append("\n\n");
        foreach (var cell in notebook.Cells)
        {
            var language = cell.Kind switch { CellKind.Markdown => "markdown", CellKind.Raw => "raw", _ => cell.KernelName ?? DefaultLanguage };
            var source = cell.Source.Trim('\n');
            var firstLine = source.Split('\n')[0];
            if (cell.Kind == CellKind.Code && Separator(firstLine) is { } magic)
            {
                language = magic;
                source = source[firstLine.Length..].Trim('\n');
            }

            text.Append("#!").Append(language).Append("\n\n").Append(source).Append("\n\n");
        }

        return new UTF8Encoding(false).GetBytes(text.ToString().TrimEnd('\n') + "\n");
    }

    private static string? Separator(string line)
    {
        if (!line.StartsWith("#!", StringComparison.Ordinal)) return null;
        var name = line[2..].TrimEnd();
        return name == "meta" || Languages.Contains(name, StringComparer.Ordinal) ? name : null;
    }

    private static NotebookCell Cell(string language, string source, int index)
    {
        var kind = language switch { "markdown" or "md" => CellKind.Markdown, "raw" => CellKind.Raw, _ => CellKind.Code };
        var metadata = kind == CellKind.Code
            ? new JsonObject { ["polyglot_notebook"] = new JsonObject { ["kernelName"] = language is "c#" or "C#" or "cs" ? DefaultLanguage : language } }
            : [];
        return new NotebookCell { Id = $"cell-{index + 1}", Kind = kind, Source = source, Metadata = metadata };
    }

    private static JsonNode? Meta(string file, string[] lines, int start, int end)
    {
        try
        {
            // Blank lines stand for what precedes, so that a position counts from the file's first line.
            var padded = new string('\n', start) + string.Join('\n', lines[start..end]);
            return PositionedJson.Parse(file, Encoding.UTF8.GetBytes(padded)).Root?.DeepClone();
        }
        catch (DocumentException exception)
        {
            throw new DocumentException(file, exception.Line, exception.Column, "the #!meta part is " + exception.Problem);
        }
    }
}
