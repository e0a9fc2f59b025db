namespace Podlab.Notebooks.CSharp;

/// <summary>The cell was stopped: by the reader, by its time limit, or because its calls were nested too deep.</summary>
public sealed class CellStoppedException(string reason) : Exception(reason);
