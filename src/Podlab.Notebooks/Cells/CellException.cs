namespace Podlab.Notebooks.Cells;

/// <summary>A cell that cannot go on, in words for its reader.</summary>
/// <param name="name">The kind of failure, for example <c>UnknownMagic</c>.</param>
/// <param name="lines">All that is to be shown; the first line alone says what happened.</param>
public sealed class CellException(string name, params IReadOnlyList<string> lines) : Exception(lines[0])
{
    public string Name { get; } = name;

    public IReadOnlyList<string> Lines { get; } = lines;

    /// <summary>A magic or command was written wrong.</summary>
    public static CellException Usage(int line, string problem, string usage) =>
        new("UsageError", $"line {line}: {problem}", $"Usage: {usage}");
}
