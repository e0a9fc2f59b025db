using Podlab.Notebooks.Cells;
using Podlab.Notebooks.CSharp;
using Podlab.Notebooks.Lab;

namespace Podlab.Notebooks.Sessions;

/// <summary>What a cell language gets to work with while one cell runs.</summary>
/// <param name="CellName">What errors of C# call the cell.</param>
/// <param name="Wait">Waits for a task of the cell by moving the cluster's time as far as it takes.</param>
public sealed record CellContext(string CellName, string Source, ILab Lab, CSharpSession CSharp, CellOutputs Outputs, Action<Task> Wait)
{
    /// <summary>Runs kubectl and shows what it prints as it comes.</summary>
    public void Kubectl(IReadOnlyList<string> arguments, string? stdin = null) =>
        Lab.Kubectl(arguments, stdin, text => Outputs.Write(CellOutputs.Stdout, text), text => Outputs.Write(CellOutputs.Stderr, text));

    /// <summary>Whether the part stands below a magic of its own rather than having been recognised by its text.</summary>
    public bool HasMagic(CellPart part) =>
        part.FirstLine > 1 && Source.Split('\n')[part.FirstLine - 2].StartsWith("#!" + part.Language, StringComparison.OrdinalIgnoreCase);
}
