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

    public override bool CanRead => Listener.CanAccept;

    public override string Description => $"socket:[{Listener.Port}]";

    public override int Read(Span<byte> into) => -(int)Errno.EINVAL;

    public override int Write(ReadOnlySpan<byte> from) => -(int)Errno.EPIPE;

    protected override void Closed() => Listener.Close();
}

/// <summary>
/// A UDP socket as a file descriptor. Written bytes go to the other side once there is one: the one it was connected to, or the first one that wrote.
/// </summary>
public sealed class DatagramFile(UdpSocket socket) : OpenFile(OpenFlags.Read | OpenFlags.Write)
{
    private (string Address, int Port)? peer;

    public UdpSocket Socket { get; } = socket;

    public override WaitQueue Readable => Socket.Readable;

    public override bool CanRead => Socket.CanRead;

    public override string Description => $"socket:[{Socket.Port}]";

    /// <summary>Whom it talks to; null until <see cref="Connect"/> or the first datagram.</summary>
    public (string Address, int Port)? Peer => peer;

    public void Connect(string address, int port)
    {
        peer = (address, port);
        Socket.Connect(address, port);
    }

    public override int Read(Span<byte> into)
    {
        if (Socket.TakeRefusal()) return -(int)Errno.ECONNREFUSED;
        if (Socket.Receive() is not { } datagram) return Socket.IsClosed ? 0 : -(int)Errno.EAGAIN;
        peer ??= (datagram.Address, datagram.Port);
        var count = Math.Min(into.Length, datagram.Content.Length);
        datagram.Content.Span[..count].CopyTo(into);
        return count;
    }

    public override int Write(ReadOnlySpan<byte> from)
    {
        if (Socket.TakeRefusal()) return -(int)Errno.ECONNREFUSED;
        if (peer is not { } other) return -(int)Errno.EPIPE;
        Socket.Send(other.Address, other.Port, from);
        return from.Length;
    }

    protected override void Closed() => Socket.Close();
}
