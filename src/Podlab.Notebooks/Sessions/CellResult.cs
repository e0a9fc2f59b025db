using Podlab.Notebooks.Documents;

namespace Podlab.Notebooks.Sessions;

/// <summary>What became of one cell.</summary>
public sealed record CellResult(IReadOnlyList<CellOutput> Outputs)
{
    /// <summary>The error that ended the cell; null when it ran to its end.</summary>
    public ErrorOutput? Error => Outputs.OfType<ErrorOutput>().LastOrDefault();
}
