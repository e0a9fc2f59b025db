using Podlab.Engine.Network;
using Podlab.Engine.Time;
using Podlab.Simulation.Files;

namespace Podlab.Simulation.Processes;

/// <summary>A connection as a file descriptor.</summary>
public sealed class SocketFile(Connection connection) : OpenFile(OpenFlags.Read | OpenFlags.Write)
{
    public Connection Connection { get; } = connection;

    public override WaitQueue Readable => Connection.Readable;

    public override WaitQueue Writable => Connection.Writable;

    public override bool CanRead => Connection.CanRead;

    public override string Description => $"socket:[{Connection.LocalPort}]";

    public override int Read(Span<byte> into) => Translate(Connection.Read(into));

    public override int Write(ReadOnlySpan<byte> from)
    {
        var count = Connection.Write(from);
        return count is Connection.WasReset or Connection.WasClosed ? -(int)Errno.EPIPE : Translate(count);
    }

    protected override void Closed() => Connection.Close();

    private static int Translate(int count) => count switch
    {
        Connection.WouldBlock => -(int)Errno.EAGAIN,
        Connection.WasReset => -(int)Errno.ECONNRESET,
        Connection.WasClosed => -(int)Errno.EBADF,
        _ => count,
    };
}

/// <summary>A listening socket as a file descriptor: closed when its process ends.</summary>
public sealed class ListenFile(Listener listener) : OpenFile(OpenFlags.Read)
{
    public Listener Listener { get; } = listener;

    public override WaitQueue Readable => Listener.Acceptable;

    public override string Description => $"socket:[{Listener.Port}]";

    public override int Read(Span<byte> into) => -(int)Errno.EINVAL;

    public override int Write(ReadOnlySpan<byte> from) => -(int)Errno.EPIPE;

    protected override void Closed() => Listener.Close();
}
