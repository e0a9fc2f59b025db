using Podlab.Engine.Time;
using Podlab.Simulation.Files;

namespace Podlab.Simulation.Processes;

/// <summary>Character devices of /dev.</summary>
internal sealed class DeviceNode(FileStore store, string name, Kernel kernel) : SpecialNode(store, 0b110_110_110)
{
    public string Name => name;

    public override char Letter => 'c';

    public override Errno Open(IFileUser user, OpenFlags flags, out OpenFile file)
    {
        file = null!;
        if (name == "tty")
        {
            if (user is Process process && process.Files.Numbers.Select(number => process.Files[number]!).FirstOrDefault(open => open.IsTerminal) is { } terminal)
            {
                file = terminal.Share();
                return Errno.Ok;
            }

            return Errno.ENOENT;
        }

        file = new Device(this, flags, kernel);
        return Errno.Ok;
    }

    private sealed class Device(DeviceNode node, OpenFlags flags, Kernel kernel) : OpenFile(flags)
    {
        public override Node Node => node;

        public override string Description => "/dev/" + node.Name;

        /// <summary>Into nothing go a gigabyte a second: who writes there for ever counts as a busy loop soon.</summary>
        public override int StepsFor(int bytes) => node.Name == "null" ? 1 + bytes / 512 : base.StepsFor(bytes);

        public override int Read(Span<byte> into)
        {
            switch (node.Name)
            {
                case "null":
                    return 0;
                case "random" or "urandom":
                    for (var i = 0; i < into.Length; i++) into[i] = (byte)kernel.NextRandom();
                    return into.Length;
                default:
                    into.Clear();
                    return into.Length;
            }
        }

        public override int Write(ReadOnlySpan<byte> from) => node.Name == "full" ? -(int)Errno.ENOSPC : from.Length;

        public override long Seek(long position) => 0;
    }
}

/// <summary>A named pipe.</summary>
internal sealed class FifoNode(FileStore store, int mode, long uid, long gid, Kernel kernel) : SpecialNode(store, mode, uid, gid)
{
    private readonly Pipe pipe = Pipe.CreateEmpty(kernel);

    public override char Letter => 'p';

    public override Errno Open(IFileUser user, OpenFlags flags, out OpenFile file)
    {
        file = new Opened(this, flags.HasFlag(OpenFlags.Write) ? pipe.OpenWriter() : pipe.OpenReader(), pipe, flags);
        return Errno.Ok;
    }

    /// <summary>Opening a fifo waits for the other side; here the first read or write does.</summary>
    private sealed class Opened(FifoNode node, OpenFile end, Pipe pipe, OpenFlags flags) : OpenFile(flags)
    {
        private bool met;

        public override Node Node => node;

        public override WaitQueue? Readable => end.Readable;

        public override WaitQueue? Writable => end.Writable;

        public override bool CanRead => Meet() && end.CanRead;

        public override int Read(Span<byte> into) => Meet() ? end.Read(into) : -(int)Errno.EAGAIN;

        public override int Write(ReadOnlySpan<byte> from) => Meet() ? end.Write(from) : -(int)Errno.EAGAIN;

        private bool Meet() => met |= Flags.HasFlag(OpenFlags.Write) ? pipe.HasReader : pipe.HasWriter || pipe.Count > 0;

        protected override void Closed() => end.Close();
    }
}

/// <summary>A link of /dev to a descriptor of the process that follows it.</summary>
internal sealed class DescriptorLink(FileStore store, Func<IFileUser, (Process? Process, int Number)> select) : SpecialNode(store, 0b111_111_111), IMagicLink
{
    public override char Letter => 'l';

    public Node? Follow(IFileUser user) => Opened(user) is { } file ? file.Node is FileNode node ? node : new ReopenNode(Store, file) : null;

    public string Text(IFileUser user) => Opened(user)?.Description ?? "";

    public override Errno Open(IFileUser user, OpenFlags flags, out OpenFile file)
    {
        file = Opened(user)?.Share()!;
        return file is null ? Errno.ENOENT : Errno.Ok;
    }

    private OpenFile? Opened(IFileUser user)
    {
        var (process, number) = select(user);
        return process?.Files[number];
    }

    /// <summary>Opening it gives the same stream again.</summary>
    private sealed class ReopenNode(FileStore store, OpenFile opened) : SpecialNode(store, 0b110_110_110)
    {
        public override char Letter => opened.Node?.Letter ?? (opened.IsTerminal ? 'c' : 'p');

        public override Errno Open(IFileUser user, OpenFlags flags, out OpenFile file)
        {
            if (opened.Node is SpecialNode special) return special.Open(user, flags, out file);
            file = opened.Share();
            return Errno.Ok;
        }
    }
}
