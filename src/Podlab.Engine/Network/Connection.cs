using Podlab.Engine.Time;

namespace Podlab.Engine.Network;

/// <summary>One end of a TCP connection. Calls never wait: they answer a count, or one of the constants.</summary>
public sealed class Connection
{
    /// <summary>It would have to wait: for <see cref="Readable"/> or <see cref="Writable"/>.</summary>
    public const int WouldBlock = -1;

    /// <summary>The other end, or the network, broke the connection.</summary>
    public const int WasReset = -2;

    /// <summary>This end was closed before.</summary>
    public const int WasClosed = -3;

    private const int Window = 256 * 1024;
    private readonly NetworkNamespace owner;
    private readonly Queue<ReadOnlyMemory<byte>> incoming = new();
    private int waiting;
    private int lost;
    private bool peerFinished;
    private bool finished;
    private bool closed;
    private bool reset;
    private bool severed;
    private Connection peer = null!;

    private Connection(NetworkNamespace owner, string localAddress, int localPort, string remoteAddress, int remotePort)
    {
        this.owner = owner;
        LocalAddress = localAddress;
        LocalPort = localPort;
        RemoteAddress = remoteAddress;
        RemotePort = remotePort;
        owner.Add(this);
    }

    public string LocalAddress { get; }
    public int LocalPort { get; }
    public string RemoteAddress { get; }
    public int RemotePort { get; }
    public WaitQueue Readable { get; } = new();
    public WaitQueue Writable { get; } = new();

    /// <summary>Whether a read would answer at once.</summary>
    public bool CanRead => incoming.Count > 0 || peerFinished || reset || closed;

    /// <summary>Two ends. The server's end sees the client's address; the client sees what it connected to.</summary>
    internal static (Connection Client, Connection Server) Pair(NetworkNamespace from, string fromAddress, NetworkNamespace to, string asked, int askedPort, string toAddress, int toPort)
    {
        var port = from.NextPort();
        var client = new Connection(from, fromAddress, port, asked, askedPort);
        var server = new Connection(to, toAddress, toPort, fromAddress, port);
        (client.peer, server.peer) = (server, client);
        return (client, server);
    }

    /// <summary>Bytes, 0 at the end, or a negative constant.</summary>
    public int Read(Span<byte> into)
    {
        if (closed) return WasClosed;
        if (incoming.Count == 0) return reset ? WasReset : peerFinished ? 0 : WouldBlock;
        var done = 0;
        while (done < into.Length && incoming.TryPeek(out var piece))
        {
            var count = Math.Min(piece.Length, into.Length - done);
            piece.Span[..count].CopyTo(into[done..]);
            done += count;
            incoming.Dequeue();
            if (count < piece.Length) PutBack(piece[count..]);
        }

        waiting -= done;
        peer.Writable.WakeAll();
        return done;
    }

    public int Write(ReadOnlySpan<byte> from)
    {
        if (closed || finished) return WasClosed;
        if (reset || peer.closed)
        {
            reset = true;
            return WasReset;
        }

        if (severed) return lost + from.Length > Window ? WouldBlock : Swallow(from.Length);
        var room = Window - peer.waiting;
        if (room <= 0) return WouldBlock;
        var count = Math.Min(room, from.Length);
        if (count == 0) return 0;
        peer.incoming.Enqueue(from[..count].ToArray());
        peer.waiting += count;
        peer.Readable.WakeAll();
        return count;
    }

    /// <summary>Says that nothing more comes from this end; reading goes on.</summary>
    public void Finish()
    {
        if (finished || closed) return;
        finished = true;
        if (severed) return;
        peer.peerFinished = true;
        peer.Readable.WakeAll();
    }

    /// <summary>Ends this side. What the other side sent and nobody read makes it a reset, as TCP does.</summary>
    public void Close()
    {
        if (closed) return;
        if (incoming.Count > 0)
        {
            Reset();
            return;
        }

        Finish();
        closed = true;
        owner.Remove(this);
        if (!severed) peer.Writable.WakeAll();
        Wake();
    }

    /// <summary>Breaks the connection for both sides.</summary>
    public void Reset()
    {
        if (closed) return;
        closed = true;
        owner.Remove(this);
        if (!peer.closed && !severed)
        {
            peer.reset = true;
            peer.Wake();
        }

        Wake();
    }

    /// <summary>
    /// The way between the ends is cut: neither hears of the other any more, what is written fills the window and is lost. When the way is there again, an end
    /// that tries once more learns that the other has forgotten it.
    /// </summary>
    internal void Sever(bool isUp)
    {
        if (peer.owner.Node == owner.Node) return;
        if (!isUp)
        {
            (severed, peer.severed) = (true, true);
            return;
        }

        if (!severed) return;
        foreach (var end in new[] { this, peer })
        {
            end.severed = false;
            end.reset = true;
            end.Wake();
        }
    }

    private int Swallow(int count)
    {
        lost += count;
        return count;
    }

    private void Wake()
    {
        Readable.WakeAll();
        Writable.WakeAll();
    }

    private void PutBack(ReadOnlyMemory<byte> rest)
    {
        var others = incoming.ToArray();
        incoming.Clear();
        incoming.Enqueue(rest);
        foreach (var other in others) incoming.Enqueue(other);
    }
}
