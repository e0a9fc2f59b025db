namespace Podlab.Simulation.Files;

/// <summary>A file system, or a part of one, at a place in the tree.</summary>
/// <param name="Path">Where, as the mount table shows it.</param>
/// <param name="Root">What is seen there.</param>
public sealed record Mount(string Path, Node Root, bool ReadOnly)
{
    /// <summary>The fourth column of the mount table after <c>rw</c> or <c>ro</c>.</summary>
    public string Options { get; init; } = "relatime";

    /// <summary>Nothing may be executed from here.</summary>
    public bool NoExec { get; init; }
}
