namespace Podlab.Notebooks.Documents;

/// <summary>A notebook file cannot be read as one; says where. <see cref="Exception.Message"/> reads <c>FILE:LINE:COLUMN: what</c>.</summary>
public sealed class DocumentException(string file, int line, int column, string problem)
    : Exception($"{file}:{line}:{column}: {problem}")
{
    public string File { get; } = file;

    /// <summary>From 1.</summary>
    public int Line { get; } = line;

    /// <summary>From 1, in characters.</summary>
    public int Column { get; } = column;

    public string Problem { get; } = problem;
}
