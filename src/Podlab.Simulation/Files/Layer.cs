namespace Podlab.Simulation.Files;

/// <summary>An entry of an image's content: never changes, and is shared by all containers of the image.</summary>
public abstract record LayerEntry(int Mode, long Uid, long Gid)
{
    /// <summary>The container's own inode for it.</summary>
    internal abstract Node Materialize(FileStore store);
}

public sealed record LayerFile(byte[] Content, int Mode, long Uid = 0, long Gid = 0, string? Program = null) : LayerEntry(Mode, Uid, Gid)
{
    internal override Node Materialize(FileStore store) =>
        new FileNode(store, Mode, Content, Uid, Gid) { Program = Program, Modified = DateTimeOffset.UnixEpoch.AddDays(19000) };
}

public sealed record LayerLink(string Target, long Uid = 0, long Gid = 0) : LayerEntry(0b111_111_111, Uid, Gid)
{
    internal override Node Materialize(FileStore store) =>
        new SymlinkNode(store, Target, Uid, Gid) { Modified = DateTimeOffset.UnixEpoch.AddDays(19000) };
}

public sealed record LayerDirectory(int Mode, long Uid = 0, long Gid = 0) : LayerEntry(Mode, Uid, Gid)
{
    public SortedDictionary<string, LayerEntry> Entries { get; } = new(StringComparer.Ordinal);

    internal override Node Materialize(FileStore store) => new DirectoryNode(store, this);

    /// <summary>Puts an entry at a path, making directories (0755, root) on the way.</summary>
    public void Put(string path, LayerEntry entry)
    {
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var directory = this;
        foreach (var part in parts[..^1])
        {
            if (!directory.Entries.TryGetValue(part, out var next)) directory.Entries[part] = next = new LayerDirectory(0b111_101_101);
            directory = next as LayerDirectory ?? throw new InvalidOperationException($"{path}: {part} is not a directory.");
        }

        if (entry is LayerDirectory made && directory.Entries.TryGetValue(parts[^1], out var old) && old is LayerDirectory before)
            foreach (var (name, child) in before.Entries) made.Entries[name] = child;
        directory.Entries[parts[^1]] = entry;
    }
}
