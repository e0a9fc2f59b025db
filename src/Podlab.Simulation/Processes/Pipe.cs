using Podlab.Engine.Time;
using Podlab.Simulation.Files;

namespace Podlab.Simulation.Processes;

/// <summary>A pipe: 64 KiB between writers and readers.</summary>
public sealed class Pipe
{
    public const int Capacity = 64 * 1024;
    private byte[] buffer = new byte[512];
    private int head;
    private int count;
    private int readers;
    private int writers;
    private readonly long inode;

    private Pipe(long inode) => this.inode = inode;

    public WaitQueue Readable { get; } = new();

    public WaitQueue Writable { get; } = new();

    public int Count => count;

    public static (OpenFile Reader, OpenFile Writer) Create(Kernel kernel)
    {
        var pipe = new Pipe(kernel.NextAnonymousInode());
        return (pipe.OpenReader(), pipe.OpenWriter());
    }

    internal static Pipe CreateEmpty(Kernel kernel) => new(kernel.NextAnonymousInode());

    internal bool HasReader => readers > 0;

    internal bool HasWriter => writers > 0;

    internal OpenFile OpenReader()
    {
        readers++;
        Writable.WakeAll();
        return new End(this, OpenFlags.Read);
    }

    internal OpenFile OpenWriter()
    {
        writers++;
        return new End(this, OpenFlags.Write);
    }

    private int Read(Span<byte> into)
    {
        if (count == 0) return writers == 0 ? 0 : into.Length == 0 ? 0 : -(int)Errno.EAGAIN;
        var taken = Math.Min(count, into.Length);
        var first = Math.Min(taken, buffer.Length - head);
        buffer.AsSpan(head, first).CopyTo(into);
        buffer.AsSpan(0, taken - first).CopyTo(into[first..]);
        head = (head + taken) % buffer.Length;
        count -= taken;
        Writable.WakeAll();
        return taken;
    }

    private int Write(ReadOnlySpan<byte> from)
    {
        if (readers == 0) return -(int)Errno.EPIPE;
        if (from.Length == 0) return 0;
        var room = Capacity - count;
        if (room == 0 || (from.Length <= 4096 && room < from.Length)) return -(int)Errno.EAGAIN;
        var put = Math.Min(room, from.Length);
        Grow(count + put);
        var tail = (head + count) % buffer.Length;
        var first = Math.Min(put, buffer.Length - tail);
        from[..first].CopyTo(buffer.AsSpan(tail));
        from[first..put].CopyTo(buffer);
        count += put;
        Readable.WakeAll();
        return put;
    }

    private void Grow(int needed)
    {
        if (needed <= buffer.Length) return;
        var larger = new byte[Math.Min(Capacity, Math.Max(needed, buffer.Length * 4))];
        var first = Math.Min(count, buffer.Length - head);
        buffer.AsSpan(head, first).CopyTo(larger);
        buffer.AsSpan(0, count - first).CopyTo(larger.AsSpan(first));
        buffer = larger;
        head = 0;
    }

    private sealed class End(Pipe pipe, OpenFlags flags) : OpenFile(flags)
    {
        /// <summary>Half a gigabyte a second.</summary>
        public override int StepsFor(int bytes) => 1 + bytes / 256;

        public override WaitQueue Readable => pipe.Readable;

        public override WaitQueue Writable => pipe.Writable;

        public override string Description => $"pipe:[{pipe.inode}]";

        public override bool CanRead => pipe.count > 0 || pipe.writers == 0;

        public override int Read(Span<byte> into) => Flags.HasFlag(OpenFlags.Read) ? pipe.Read(into) : -(int)Errno.EBADF;

        public override int Write(ReadOnlySpan<byte> from) => Flags.HasFlag(OpenFlags.Write) ? pipe.Write(from) : -(int)Errno.EBADF;

        protected override void Closed()
        {
            if (Flags.HasFlag(OpenFlags.Read) && --pipe.readers == 0) pipe.Writable.WakeAll();
            if (Flags.HasFlag(OpenFlags.Write) && --pipe.writers == 0) pipe.Readable.WakeAll();
        }
    }
}
