namespace Podlab.Simulation.Files;

/// <summary>What a mounted file system is made on: a disk, a piece of memory, or nothing (proc). Counts bytes against a limit.</summary>
public sealed class FileStore(string type, string source, TimeProvider clock)
{
    private long nextInode = 1;

    /// <summary>As the mount table shows it: <c>overlay</c>, <c>ext4</c>, <c>tmpfs</c>, <c>proc</c>.</summary>
    public string Type { get; } = type;

    /// <summary>The first column of the mount table.</summary>
    public string Source { get; } = source;

    /// <summary>Bytes that fit; null: no bound of its own.</summary>
    public long? Limit { get; set; }

    /// <summary>The store whose space this one uses too (a container's layer lies on the node's disk); null: none.</summary>
    public FileStore? Below { get; init; }

    public long Used { get; private set; }

    /// <summary>Files and directories that fit; null: no bound of its own.</summary>
    public long? InodeLimit { get; set; }

    /// <summary>Files and directories that were made here; those that came with an image cost nothing.</summary>
    public long Inodes { get; private set; }

    /// <summary>Called with a growth of a memory file system before it happens; false refuses it. Set by whoever accounts for memory.</summary>
    public Func<long, bool>? Charge { get; set; }

    /// <summary>New files get this group (fsGroup); null: the writer's.</summary>
    public long? Group { get; init; }

    /// <summary>Bytes of a directory as <c>ls</c> shows them; tmpfs counts entries instead.</summary>
    public bool IsMemory => Type == "tmpfs";

    public DateTimeOffset Now => clock.GetUtcNow();

    public long NextInode() => nextInode++;

    /// <summary>Takes (or with a negative number gives back) inodes; ENOSPC when there are none.</summary>
    public Errno TakeInodes(long count)
    {
        for (var store = this; count > 0 && store is not null; store = store.Below)
            if (store.InodeLimit is { } limit && store.Inodes + count > limit) return Errno.ENOSPC;
        for (var store = this; store is not null; store = store.Below) store.Inodes += count;
        return Errno.Ok;
    }

    /// <summary>Takes (or with a negative number gives back) space; ENOSPC when there is none.</summary>
    public Errno Take(long bytes)
    {
        if (bytes > 0)
        {
            for (var store = this; store is not null; store = store.Below)
                if (store.Limit is { } limit && store.Used + bytes > limit) return Errno.ENOSPC;
            if (Charge is { } charge && !charge(bytes)) return Errno.ENOMEM;
        }
        else
        {
            Charge?.Invoke(bytes);
        }

        for (var store = this; store is not null; store = store.Below) store.Used += bytes;
        return Errno.Ok;
    }
}
