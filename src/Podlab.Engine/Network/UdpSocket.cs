using Podlab.Engine.Time;

namespace Podlab.Engine.Network;

/// <param name="Address">Who sent it.</param>
public readonly record struct Datagram(string Address, int Port, ReadOnlyMemory<byte> Content);

/// <summary>A UDP port of a namespace. Calls never wait.</summary>
public sealed class UdpSocket
{
    /// <summary>More than this waits for nobody: it is lost, as it is when a receive buffer is full.</summary>
    private const int Backlog = 256;
    private readonly NetworkNamespace owner;
    private readonly Queue<Datagram> incoming = new();
    private (string Address, int Port)? peer;

    internal UdpSocket(NetworkNamespace owner, string address, int port)
    {
        this.owner = owner;
        Address = address;
        Port = port;
    }

    /// <summary><c>0.0.0.0</c> or one of the namespace's.</summary>
    public string Address { get; }

    public int Port { get; }

    public bool IsClosed { get; private set; }

    /// <summary>Woken when a datagram or a refusal came, or the socket was closed.</summary>
    public WaitQueue Readable { get; } = new();

    /// <summary>Whether somebody's machine said that nothing listens where this connected socket sends; reading it clears it.</summary>
    public bool WasRefused { get; private set; }

    public bool CanRead => incoming.Count > 0 || WasRefused || IsClosed;

    /// <summary>Fixes the other side: only its datagrams come, and its machine's refusals are heard.</summary>
    public void Connect(string address, int port) => peer = (address, port);

    /// <summary>The next datagram; null when none waits.</summary>
    public Datagram? Receive() => incoming.TryDequeue(out var datagram) ? datagram : null;

    /// <summary>Takes note of a refusal and forgets it.</summary>
    public bool TakeRefusal()
    {
        var refused = WasRefused;
        WasRefused = false;
        return refused;
    }

    public void Send(string address, int port, ReadOnlySpan<byte> content)
    {
        if (!IsClosed) owner.Cluster.Send(this, owner, address, port, content.ToArray());
    }

    public void Close()
    {
        if (IsClosed) return;
        IsClosed = true;
        owner.Close(this);
        Readable.WakeAll();
    }

    internal void Offer(Datagram datagram)
    {
        if (incoming.Count >= Backlog || (peer is { } only && only != (datagram.Address, datagram.Port))) return;
        incoming.Enqueue(datagram);
        Readable.WakeAll();
    }

    internal void Refuse(string address, int port)
    {
        if (peer != (address, port)) return;
        WasRefused = true;
        Readable.WakeAll();
    }
}
