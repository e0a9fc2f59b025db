namespace Podlab.Engine.Network;

/// <summary>What one pod (or a node) sees of the network: its loopback and its address.</summary>
public sealed partial class NetworkNamespace(ClusterNetwork cluster, string address)
{
    private const int FirstEphemeralPort = 32768;
    private const int LastEphemeralPort = 60999;
    private readonly SortedDictionary<int, List<Listener>> listeners = [];
    private readonly List<Connection> connections = [];
    private int lastPort = FirstEphemeralPort - 1;

    public ClusterNetwork Cluster { get; } = cluster;

    /// <summary>The IPv4 address outside of loopback.</summary>
    public string Address { get; } = address;

    /// <summary>The node it is on; null: it is on none.</summary>
    public string? Node { get; init; }

    /// <summary>Whether the namespace is gone: whoever connects gets no answer.</summary>
    public bool IsGone { get; private set; }

    /// <summary>Listeners by port, for netstat.</summary>
    public IEnumerable<Listener> Listeners => listeners.Values.SelectMany(all => all);

    public IReadOnlyList<Connection> Connections => connections;

    /// <summary>Null when the port is taken on that address. Port 0 takes a free one.</summary>
    /// <param name="local"><c>0.0.0.0</c> or <c>::</c> for all addresses, or one of this namespace.</param>
    public Listener? Listen(string local, int port)
    {
        if (port == 0) port = NextPort();
        if (local is "" or "::" or "*") local = "0.0.0.0";
        if (!listeners.TryGetValue(port, out var all)) listeners[port] = all = [];
        if (all.Exists(other => other.Address == local || other.Address == "0.0.0.0" || local == "0.0.0.0")) return null;
        var listener = new Listener(this, local, port);
        all.Add(listener);
        return listener;
    }

    public bool IsOwn(string host) => host == Address || host == "localhost" || host.StartsWith("127.", StringComparison.Ordinal) || host is "::1" or "0.0.0.0";

    /// <summary>Connects as a process of this namespace would; null addresses never answer.</summary>
    public ValueTask<ConnectResult> ConnectAsync(string host, int port, TimeSpan timeout) => Cluster.ConnectAsync(this, host, port, timeout);

    internal Listener? FindListener(string host, int port) =>
        listeners.TryGetValue(port, out var all) ? all.Find(listener => listener.Address == "0.0.0.0" || listener.Address == host || (host == "localhost" && listener.Address == "127.0.0.1")) : null;

    internal int NextPort()
    {
        do lastPort = lastPort >= LastEphemeralPort ? FirstEphemeralPort : lastPort + 1;
        while (listeners.ContainsKey(lastPort));
        return lastPort;
    }

    internal void Close(Listener listener)
    {
        if (listeners.TryGetValue(listener.Port, out var all) && all.Remove(listener) && all.Count == 0) listeners.Remove(listener.Port);
    }

    internal void Add(Connection connection) => connections.Add(connection);

    internal void Remove(Connection connection) => connections.Remove(connection);

    internal void End()
    {
        IsGone = true;
        foreach (var listener in Listeners.ToList()) listener.Close();
        foreach (var socket in sockets.Values.ToList()) socket.Close();
        foreach (var connection in connections.ToList()) connection.Reset();
    }
}
