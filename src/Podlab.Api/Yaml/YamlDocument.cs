namespace Podlab.Api.Yaml;

/// <summary>One document of a YAML or JSON text, as JSON, with the way back to where each field was written.</summary>
public sealed class YamlDocument
{
    private readonly YamlNode? root;

    internal YamlDocument(byte[] json, YamlNode? root, int firstLine, IReadOnlyList<YamlDuplicate> duplicates, YamlError? error)
    {
        Json = json;
        this.root = root;
        FirstLine = firstLine;
        Duplicates = duplicates;
        Error = error;
    }

    /// <summary>Compact JSON in UTF-8; <c>null</c> for an empty document and where there is an <see cref="Error"/>.</summary>
    public ReadOnlyMemory<byte> Json { get; }

    /// <summary>The line of the text where the document starts, from 1.</summary>
    public int FirstLine { get; }

    public IReadOnlyList<YamlDuplicate> Duplicates { get; }

    public YamlError? Error { get; }

    public bool IsEmpty => Error is null && Json.Span.SequenceEqual("null"u8);

    /// <summary>What a strict reader says of the duplicates, or null: <c>yaml: unmarshal errors: …</c>.</summary>
    public string? StrictMessage => Duplicates.Count == 0 ? null
        : "yaml: unmarshal errors:\n" + string.Join('\n', Duplicates.Select(d => $"  line {d.LibraryLine}: key {GoText.Quote(d.Key)} already set in map"));

    /// <summary>Where a field was written: <c>spec.containers[0].image</c>. The nearest parent that is there answers for a field that is not.</summary>
    public (int Line, int Column) Locate(string path)
    {
        var node = root;
        if (node is null)
        {
            return (FirstLine, 1);
        }
        var place = (node.Line, node.Column);
        foreach (var step in YamlPath.Steps(path))
        {
            node = node!.Resolved;
            if (step.Index is { } index)
            {
                node = node.Kind == YamlNodeKind.Sequence && index < node.Items.Count ? node.Items[index] : null;
                place = node is null ? place : (node.Line, node.Column);
            }
            else if (Find(node, step.Key) is { } entry)
            {
                place = (entry.Key.Line, entry.Key.Column);
                node = entry.Value;
            }
            else
            {
                node = null;
            }
            if (node is null)
            {
                break;
            }
        }
        return place;
    }

    private static (YamlNode Key, YamlNode Value)? Find(YamlNode node, string key)
    {
        for (var i = node.Kind == YamlNodeKind.Mapping ? node.Items.Count - 2 : -1; i >= 0; i -= 2)
        {
            if (node.Items[i].Text == key)
            {
                return (node.Items[i], node.Items[i + 1]);
            }
        }
        return null;
    }
}
