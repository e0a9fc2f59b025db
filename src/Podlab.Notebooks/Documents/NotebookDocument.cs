using System.Text.Json.Nodes;

namespace Podlab.Notebooks.Documents;

/// <summary>A notebook: cells in order, and what its file says besides. Never changed in place; a run gives a new one by <see cref="WithCells"/>.</summary>
public sealed record NotebookDocument
{
    public required IReadOnlyList<NotebookCell> Cells { get; init; }

    /// <summary>The file's own metadata (<c>kernelspec</c>, <c>language_info</c>, …), kept as read.</summary>
    public JsonObject Metadata { get; init; } = [];

    /// <summary>Top-level fields that nbformat 4.5 does not name, kept as read.</summary>
    public JsonObject OtherFields { get; init; } = [];

    public NotebookDocument WithCells(IReadOnlyList<NotebookCell> cells) => this with { Cells = cells };
}
