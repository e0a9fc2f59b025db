namespace Podlab.Engine.Nodes.Pools;

/// <summary>The description of a cluster is wrong. The message names the source, the line, the field, and what to do: <c>lab.yaml:7: nodes[1].count: …</c>.</summary>
public sealed class ClusterFileException(string source, int line, string field, string what)
    : Exception($"{source}:{line}: {(field.Length > 0 ? field + ": " : "")}{what}")
{
    public int Line { get; } = line;

    /// <summary>Empty: the document as a whole.</summary>
    public string Field { get; } = field;
}
