namespace Podlab.Notebooks.CSharp;

/// <summary>The cell was stopped from outside: by the reader or by its time limit.</summary>
public sealed class CellStoppedException(string reason) : Exception(reason);
