namespace Podlab.Simulation.Files;

/// <summary>An open regular file.</summary>
internal sealed class RegularOpenFile(FileNode node, OpenFlags flags, string path) : OpenFile(flags)
{
    public override Node Node => node;

    public override string Description => path;

    public override int Read(Span<byte> into)
    {
        if (!Flags.HasFlag(OpenFlags.Read)) return -(int)Errno.EBADF;
        var count = node.Read(Position, into);
        Position += count;
        return count;
    }

    public override int Write(ReadOnlySpan<byte> from)
    {
        if (!Flags.HasFlag(OpenFlags.Write)) return -(int)Errno.EBADF;
        if (Flags.HasFlag(OpenFlags.Append)) Position = node.Size;
        var count = node.Write(Position, from);
        if (count > 0) Position += count;
        return count;
    }

    public override long Seek(long position) => position < 0 ? -(long)Errno.EINVAL : Position = position;
}

/// <summary>An open directory: cannot be read as bytes.</summary>
internal sealed class DirectoryOpenFile(DirectoryNode node, string path) : OpenFile(OpenFlags.Read)
{
    public override Node Node => node;

    public override string Description => path;

    public override int Read(Span<byte> into) => -(int)Errno.EISDIR;

    public override int Write(ReadOnlySpan<byte> from) => -(int)Errno.EBADF;
}

/// <summary>Text that was made at the moment of opening (files of /proc).</summary>
internal sealed class TextOpenFile(byte[] content, Node node, Action<byte[]>? written = null) : OpenFile(OpenFlags.Read | OpenFlags.Write)
{
    public override Node Node => node;

    public override int Read(Span<byte> into)
    {
        var count = (int)Math.Clamp(content.Length - Position, 0, into.Length);
        content.AsSpan((int)Math.Min(Position, content.Length), count).CopyTo(into);
        Position += count;
        return count;
    }

    public override int Write(ReadOnlySpan<byte> from)
    {
        if (written is null) return -(int)Errno.EACCES;
        written(from.ToArray());
        return from.Length;
    }

    public override long Seek(long position) => Position = position;
}
