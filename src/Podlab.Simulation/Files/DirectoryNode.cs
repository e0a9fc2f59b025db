namespace Podlab.Simulation.Files;

/// <summary>A directory. One that came with an image looks through to it, entry by entry, until an entry is touched.</summary>
public class DirectoryNode : Node
{
    private readonly SortedDictionary<string, Node?> entries = new(StringComparer.Ordinal);
    private readonly LayerDirectory? lower;
    private int subdirectories;

    public DirectoryNode(FileStore store, int mode, long uid = 0, long gid = 0) : base(store, mode, uid, gid)
    {
    }

    public DirectoryNode(FileStore store, LayerDirectory lower) : base(store, lower.Mode, lower.Uid, lower.Gid)
    {
        this.lower = lower;
        subdirectories = lower.Entries.Values.Count(entry => entry is LayerDirectory);
        Modified = DateTimeOffset.UnixEpoch.AddDays(19000);
    }

    public override char Letter => 'd';

    public override long Size => Store.IsMemory ? 40 + 20 * List(null).Count() : 4096;

    public override long Blocks => Store.IsMemory ? 0 : 8;

    public int LinkCount => 2 + subdirectories;

    public bool IsEmpty => !List(null).Any();

    /// <summary>The entry of this name; null when there is none.</summary>
    public virtual Node? Lookup(string name, IFileUser? user)
    {
        if (entries.TryGetValue(name, out var node)) return node;
        if (lower is null || !lower.Entries.TryGetValue(name, out var entry)) return null;
        return entries[name] = entry.Materialize(Store);
    }

    /// <summary>Names in ordinal order.</summary>
    public virtual IEnumerable<string> List(IFileUser? user)
    {
        if (lower is null) return entries.Where(pair => pair.Value is not null).Select(pair => pair.Key);
        var names = new SortedSet<string>(lower.Entries.Keys, StringComparer.Ordinal);
        foreach (var (name, node) in entries)
        {
            if (node is null) names.Remove(name);
            else names.Add(name);
        }

        return names;
    }

    /// <summary>Whether entries may be made here at all (not in /proc).</summary>
    public virtual bool IsFixed => false;

    public void Add(string name, Node node)
    {
        if (Store.Group is { } group && node.Gid != group)
        {
            node.Gid = group;
        }

        entries[name] = node;
        if (node is DirectoryNode) subdirectories++;
        Modified = Store.Now;
    }

    public void Remove(string name)
    {
        if (Lookup(name, null) is DirectoryNode) subdirectories--;
        if (lower?.Entries.ContainsKey(name) == true) entries[name] = null;
        else entries.Remove(name);
        Modified = Store.Now;
    }
}
