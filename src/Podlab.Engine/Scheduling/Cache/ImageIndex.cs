using Podlab.Api.Model;

namespace Podlab.Engine.Scheduling.Cache;

/// <summary>Which images are on how many nodes.</summary>
public sealed class ImageIndex
{
    private readonly Dictionary<string, Entry> images = new(StringComparer.Ordinal);

    public bool IsEmpty => images.Count == 0;

    /// <summary>An image, by a name as nodes report it: on how many nodes it is, and its size as the first of them said.</summary>
    public (int Nodes, long SizeBytes) Find(string image) => images.TryGetValue(image, out var entry) ? (entry.Nodes, entry.SizeBytes) : default;

    internal void Add(Node? node) => Count(node, 1);

    internal void Remove(Node? node) => Count(node, -1);

    private void Count(Node? node, int sign)
    {
        if (node is null) return;
        foreach (var image in node.Status.Images)
        {
            foreach (var name in image.Names)
            {
                if (!images.TryGetValue(name, out var entry)) images.Add(name, entry = new Entry(image.SizeBytes));
                entry.Nodes += sign;
                if (entry.Nodes == 0) images.Remove(name);
            }
        }
    }

    private sealed class Entry(long sizeBytes)
    {
        public long SizeBytes { get; } = sizeBytes;

        public int Nodes { get; set; }
    }
}
