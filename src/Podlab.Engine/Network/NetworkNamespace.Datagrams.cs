namespace Podlab.Engine.Network;

// UDP ports.
public sealed partial class NetworkNamespace
{
    private readonly SortedDictionary<int, UdpSocket> sockets = [];

    /// <summary>UDP ports in use, for netstat.</summary>
    public IEnumerable<UdpSocket> Sockets => sockets.Values;

    /// <summary>Null when the port is taken. Port 0 takes a free one.</summary>
    /// <param name="local"><c>0.0.0.0</c> or <c>::</c> for all addresses, or one of this namespace.</param>
    public UdpSocket? Bind(string local, int port)
    {
        if (port == 0)
        {
            do port = NextPort();
            while (sockets.ContainsKey(port));
        }

        if (sockets.ContainsKey(port)) return null;
        return sockets[port] = new UdpSocket(this, local is "" or "::" or "*" ? "0.0.0.0" : local, port);
    }

    internal UdpSocket? FindSocket(string host, int port) =>
        sockets.TryGetValue(port, out var socket) && (socket.Address == "0.0.0.0" || socket.Address == host || host is "localhost" && socket.Address == "127.0.0.1") ? socket : null;

    internal void Close(UdpSocket socket) => sockets.Remove(socket.Port);
}
