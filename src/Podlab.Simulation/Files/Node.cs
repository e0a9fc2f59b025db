namespace Podlab.Simulation.Files;

/// <summary>An inode: what a name in a directory leads to.</summary>
public abstract class Node
{
    private long inode;

    protected Node(FileStore store, int mode, long uid = 0, long gid = 0)
    {
        Store = store;
        Mode = mode;
        Uid = uid;
        Gid = gid;
        Modified = store.Now;
    }

    public FileStore Store { get; }

    /// <summary>The twelve permission bits.</summary>
    public int Mode { get; set; }
    public long Uid { get; set; }
    public long Gid { get; set; }
    public int Links { get; set; } = 1;

    /// <summary>Made while the store was in use, so that it counts among its inodes.</summary>
    internal bool HasInode { get; set; }

    public DateTimeOffset Modified { get; set; }

    public long Inode => inode == 0 ? inode = Store.NextInode() : inode;

    /// <summary>The letter in front of the permission bits: <c>-</c>, <c>d</c>, <c>l</c>, <c>c</c>, <c>p</c>, <c>s</c>.</summary>
    public abstract char Letter { get; }

    public virtual long Size => 0;

    /// <summary>Space in use in units of 512 bytes, as du and ls -s count.</summary>
    public virtual long Blocks => 0;

    /// <summary>Called when the last name is gone; gives the space back.</summary>
    public virtual void Release()
    {
    }
}

/// <summary>A symbolic link.</summary>
public sealed class SymlinkNode(FileStore store, string target, long uid = 0, long gid = 0) : Node(store, 0b111_111_111, uid, gid)
{
    public string Target { get; } = target;

    public override char Letter => 'l';

    public override long Size => Target.Length;
}

/// <summary>Something that makes its own open file: a device, a named pipe, a file of /proc.</summary>
public abstract class SpecialNode(FileStore store, int mode, long uid = 0, long gid = 0) : Node(store, mode, uid, gid)
{
    public abstract Errno Open(IFileUser user, OpenFlags flags, out OpenFile file);
}

/// <summary>The process on whose behalf a path is followed.</summary>
public interface IFileUser
{
    Credentials Credentials { get; }

    /// <summary>Absolute, without links.</summary>
    string WorkingDirectory { get; }

    int Umask { get; }
}
