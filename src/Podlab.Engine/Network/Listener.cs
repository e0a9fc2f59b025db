using Podlab.Engine.Time;

namespace Podlab.Engine.Network;

/// <summary>A port that accepts connections.</summary>
public sealed class Listener(NetworkNamespace owner, string address, int port)
{
    private const int Backlog = 1024;
    private readonly Queue<Connection> waiting = new();

    public string Address { get; } = address;

    public int Port { get; } = port;

    public bool IsClosed { get; private set; }

    /// <summary>Woken when a connection came or the listener was closed.</summary>
    public WaitQueue Acceptable { get; } = new();

    public bool CanAccept => waiting.Count > 0 || IsClosed;

    /// <summary>The next connection; null when none waits.</summary>
    public Connection? Accept() => waiting.TryDequeue(out var connection) ? connection : null;

    public void Close()
    {
        if (IsClosed) return;
        IsClosed = true;
        owner.Close(this);
        while (waiting.TryDequeue(out var connection)) connection.Reset();
        Acceptable.WakeAll();
    }

    internal bool IsFull => waiting.Count >= Backlog;

    internal void Offer(Connection connection)
    {
        waiting.Enqueue(connection);
        Acceptable.WakeAll();
    }
}
