using Podlab.Notebooks.Sessions;

namespace Podlab.Notebooks.Cells;

/// <summary>A language that cells can be written in. To add one: a class here and a row in <see cref="CellLanguages"/>.</summary>
public interface ICellLanguage
{
    /// <summary>The word after <c>#!</c>.</summary>
    string Name { get; }

    /// <summary>How to write it, for example <c>#!sh POD [-c CONTAINER]</c>.</summary>
    string Usage { get; }

    /// <summary>What it does, in a line for <c>#!help</c>.</summary>
    string Summary { get; }

    /// <summary>Whether it is a command of one line, after which the cell goes on in its own language.</summary>
    bool IsOneLine { get; }

    /// <summary>Runs a part and writes what it shows to the session's outputs. Called on the session's thread.</summary>
    /// <exception cref="CellException">The part cannot be run, or failed in a way that its reader must see as an error.</exception>
    void Run(CellPart part, CellContext context);
}
