using System.Text.Json.Nodes;

namespace Podlab.Notebooks.Documents;

public enum CellKind
{
    Code,
    Markdown,
    Raw,
}

/// <summary>One cell with its stored outputs.</summary>
public sealed record NotebookCell
{
    /// <summary>The tag of a cell whose error is what the reader shall see.</summary>
    public const string RaisesException = "raises-exception";

    /// <summary>Stable over edits: 1 to 64 letters, digits, <c>-</c> and <c>_</c>, unique in the notebook.</summary>
    public required string Id { get; init; }

    public required CellKind Kind { get; init; }

    /// <summary>With <c>\n</c> between lines and usually none at the end.</summary>
    public required string Source { get; init; }

    public JsonObject Metadata { get; init; } = [];

    public IReadOnlyList<CellOutput> Outputs { get; init; } = [];

    /// <summary>Fields that nbformat 4.5 does not name for cells, and <c>attachments</c>; kept as read.</summary>
    public JsonObject OtherFields { get; init; } = [];

    /// <summary>The strings of <c>metadata.tags</c>.</summary>
    public IEnumerable<string> Tags =>
        Metadata["tags"] is JsonArray tags ? tags.OfType<JsonValue>().Select(tag => tag.ToString()) : [];

    public bool MayRaise => Tags.Contains(RaisesException, StringComparer.Ordinal);

    /// <summary>What .NET Interactive's metadata calls the cell's kernel; null when it says nothing.</summary>
    public string? KernelName =>
        (Metadata["polyglot_notebook"] as JsonObject)?["kernelName"]?.ToString()
        ?? (Metadata["dotnet_interactive"] as JsonObject)?["language"]?.ToString();
}
