using Podlab.Engine.Time;

namespace Podlab.Simulation.Files;

[Flags]
public enum OpenFlags
{
    Read = 1,
    Write = 2,
    Create = 4,
    Exclusive = 8,
    Truncate = 16,
    Append = 32,
    Directory = 64,
    NoFollow = 128,
}

/// <summary>
/// An open file description: what file descriptors, also of several processes, share. Calls never wait: they answer a count or a
/// negative <see cref="Errno"/>, EAGAIN when it would have to wait; the process then waits on <see cref="Readable"/> or <see cref="Writable"/>.
/// </summary>
public abstract class OpenFile(OpenFlags flags)
{
    private int references = 1;

    public OpenFlags Flags { get; set; } = flags;

    public long Position { get; set; }

    /// <summary>The inode behind; null for pipes, sockets and streams.</summary>
    public virtual Node? Node => null;

    public virtual bool IsTerminal => false;

    public virtual WaitQueue? Readable => null;

    public virtual WaitQueue? Writable => null;

    /// <summary>What /proc/PID/fd shows, for example <c>pipe:[17]</c>.</summary>
    public virtual string Description => "anon_inode:[file]";

    /// <summary>Steps of CPU that a call of this many bytes costs; a slow device costs more.</summary>
    public virtual int StepsFor(int bytes) => 1 + bytes / 4096;

    public abstract int Read(Span<byte> into);

    public abstract int Write(ReadOnlySpan<byte> from);

    /// <summary>Whether a read would answer at once.</summary>
    public virtual bool CanRead => true;

    public virtual long Seek(long position) => -(long)Errno.ESPIPE;

    public OpenFile Share()
    {
        references++;
        return this;
    }

    public void Close()
    {
        if (--references == 0) Closed();
    }

    protected virtual void Closed()
    {
    }
}
