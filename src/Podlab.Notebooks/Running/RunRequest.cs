using Podlab.Notebooks.Lab;
using Podlab.Notebooks.Sessions;

namespace Podlab.Notebooks.Running;

/// <summary>What to run and how.</summary>
public sealed record RunRequest
{
    /// <summary>The notebook's file.</summary>
    public required string Path { get; init; }

    /// <summary>How reports call the file; by default the path.</summary>
    public string? Name { get; init; }

    /// <summary>Whether the outputs of this run replace the stored ones, in place of being compared.</summary>
    public bool Update { get; init; }

    /// <summary>Makes the notebook's own cluster.</summary>
    public required Func<ILab> CreateLab { get; init; }

    /// <summary>Real time that one cell may take.</summary>
    public TimeSpan CellLimit { get; init; } = new NotebookSessionOptions { CreateLab = null! }.CellLimit;
}
