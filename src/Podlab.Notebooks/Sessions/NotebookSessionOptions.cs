using Podlab.Notebooks.Lab;

namespace Podlab.Notebooks.Sessions;

/// <summary>How a session runs its cells.</summary>
public sealed record NotebookSessionOptions
{
    /// <summary>Makes the cluster; called once.</summary>
    public required Func<ILab> CreateLab { get; init; }

    /// <summary>Real time that one cell may take.</summary>
    public TimeSpan CellLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Real time that a cell gets to end after it was told to stop.</summary>
    public TimeSpan StopLimit { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Real time to wait for something outside the cluster that a cell awaits.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Whether the compiler is warmed as soon as the session begins.</summary>
    public bool WarmUp { get; init; } = true;
}
