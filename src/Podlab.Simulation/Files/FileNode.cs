namespace Podlab.Simulation.Files;

/// <summary>A regular file. Content that came with an image is shared until the first write.</summary>
public sealed class FileNode : Node
{
    private readonly FileContent content;

    public FileNode(FileStore store, int mode, long uid = 0, long gid = 0) : base(store, mode, uid, gid) => content = new FileContent();

    public FileNode(FileStore store, int mode, byte[] shared, long uid = 0, long gid = 0) : base(store, mode, uid, gid) =>
        content = new FileContent(shared);

    /// <summary>The built-in program that runs when this file is executed; null: its content decides.</summary>
    public string? Program { get; set; }

    public override char Letter => '-';

    public override long Size => content.Length;

    public override long Blocks => (content.Length + 4095) / 4096 * 8;

    /// <summary>What this file has taken from its store: shared content costs nothing.</summary>
    private long taken;

    public int Read(long position, Span<byte> into) => content.Read(position, into);

    public byte[] ReadAll() => content.ToArray();

    /// <summary>A count, or a negative error; a full store takes what fits first.</summary>
    public int Write(long position, ReadOnlySpan<byte> from)
    {
        if (from.Length == 0) return 0;
        var grow = position + from.Length - Math.Max(content.Length, taken);
        if (grow > 0)
        {
            var error = Store.Take(grow);
            if (error == Errno.ENOSPC)
            {
                var fits = from.Length / 2;
                while (fits > 0 && Store.Take(Math.Max(0, grow - (from.Length - fits))) != Errno.Ok) fits /= 2;
                if (fits == 0) return -(int)Errno.ENOSPC;
                taken += Math.Max(0, grow - (from.Length - fits));
                return Put(position, from[..fits]);
            }

            if (error != Errno.Ok) return -(int)error;
            taken += grow;
        }

        return Put(position, from);
    }

    public Errno SetLength(long length)
    {
        if (length < content.Length)
        {
            var back = Math.Min(taken, content.Length - length);
            taken -= back;
            if (back > 0) Store.Take(-back);
        }
        else if (length > content.Length && Store.Limit is not null && length > Store.Limit && Store.IsMemory)
        {
            return Errno.EFBIG;
        }

        content.SetLength(length);
        Program = null;
        Modified = Store.Now;
        return Errno.Ok;
    }

    public override void Release()
    {
        if (taken > 0) Store.Take(-taken);
        taken = 0;
    }

    private int Put(long position, ReadOnlySpan<byte> from)
    {
        content.Write(position, from);
        Program = null;
        Modified = Store.Now;
        return from.Length;
    }
}
