namespace Podlab.Api.Yaml;

internal enum YamlNodeKind
{
    Scalar,
    Sequence,
    Mapping,
    Alias,
}

/// <summary>A node of a document. Items of a mapping are keys and values in turn.</summary>
internal sealed class YamlNode(YamlNodeKind kind, int line, int column)
{
    public YamlNodeKind Kind { get; } = kind;
    public int Line { get; } = line;
    public int Column { get; } = column;
    public string Text { get; init; } = "";
    public string Tag { get; init; } = "";

    /// <summary>Whether the scalar was written without quotes, so that its text says its type.</summary>
    public bool IsPlain { get; init; }
    public List<YamlNode> Items { get; } = [];

    /// <summary>What an alias stands for.</summary>
    public YamlNode? Target { get; init; }

    public bool IsComplete { get; set; }
    public YamlNode Resolved => Target ?? this;
}
