using Podlab.Notebooks.Documents;

namespace Podlab.Notebooks.Running;

/// <summary>What a run of one notebook found.</summary>
public sealed record RunReport
{
    public required string Notebook { get; init; }

    /// <summary>Code cells that ran.</summary>
    public required int CellsRun { get; init; }

    /// <summary>What is not as it should be, in the order of the cells; empty when all is well.</summary>
    public required IReadOnlyList<CellFinding> Findings { get; init; }

    /// <summary>The notebook with the outputs of this run.</summary>
    public required NotebookDocument Result { get; init; }

    /// <summary>Whether the file was rewritten.</summary>
    public bool Written { get; init; }

    public required RunTimes Times { get; init; }

    /// <summary>Real time of each cell that ran, in their order.</summary>
    public required IReadOnlyList<(string CellId, TimeSpan Time)> CellTimes { get; init; }

    public bool Passed => Findings.Count == 0;
}

/// <summary>Real time, by what it was spent on.</summary>
public sealed record RunTimes(TimeSpan Compile, TimeSpan Engine, TimeSpan Comparison)
{
    public TimeSpan Total => Compile + Engine + Comparison;

    public static RunTimes operator +(RunTimes left, RunTimes right) =>
        new(left.Compile + right.Compile, left.Engine + right.Engine, left.Comparison + right.Comparison);
}

public enum FindingKind
{
    /// <summary>The outputs are not the stored ones.</summary>
    Differs,

    /// <summary>The cell failed and has no tag that allows it; the cells after it did not run.</summary>
    Raised,

    /// <summary>The cell has the tag <c>raises-exception</c> and did not raise.</summary>
    DidNotRaise,
}

/// <param name="CellId">The cell's id.</param>
/// <param name="CellNumber">Its place in the notebook, from 1, markdown counted.</param>
/// <param name="Text">The diff, or the error's lines.</param>
public sealed record CellFinding(FindingKind Kind, string CellId, int CellNumber, string Text);
