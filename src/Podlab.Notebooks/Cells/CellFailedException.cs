using Podlab.Notebooks.Documents;

namespace Podlab.Notebooks.Cells;

/// <summary>A cell's own code failed; carries the output that shows it.</summary>
internal sealed class CellFailedException(ErrorOutput output) : Exception(output.Value)
{
    public ErrorOutput Output { get; } = output;
}
