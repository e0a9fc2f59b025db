namespace Podlab.Engine.Network;

// UDP: no connections, but the nodes remember for a while which endpoint a flow went to.
public sealed partial class ClusterNetwork
{
    /// <summary>nf_conntrack_udp_timeout_stream: how long a flow in both directions is remembered.</summary>
    private static readonly TimeSpan FlowTime = TimeSpan.FromSeconds(120);
    private const int MostFlows = 65536;
    private readonly Dictionary<(NetworkNamespace From, int Port, string Address, int To), Flow> flows = [];

    internal void Send(UdpSocket socket, NetworkNamespace from, string address, int port, byte[] content)
    {
        if (flows.TryGetValue((from, socket.Port, address, port), out var flow) && flow.IsAlive(Loop.Now))
        {
            flow.Until = Loop.Now + FlowTime;
            Deliver(socket, flow, content, address, port);
            return;
        }

        var path = Find(from, address, port, "UDP");
        if (path.Outcome == ConnectOutcome.Refused)
        {
            Loop.Post(() => socket.Refuse(address, port));
            return;
        }

        if (path.Outcome != ConnectOutcome.Connected) return;
        var to = path.To!;
        if (flows.Count >= MostFlows) flows.Clear();
        var seen = to == from ? "127.0.0.1" : path.SourceAddress;
        if (to == from && path.LocalAddress == from.Address) seen = from.Address;
        var forward = new Flow(to, path.LocalAddress, path.Port, seen, socket.Port) { Until = Loop.Now + FlowTime };
        if (to != from || address != path.LocalAddress)
        {
            flows[(from, socket.Port, address, port)] = forward;
            // What comes back carries the address that the client sent to.
            flows[(to, path.Port, seen, socket.Port)] = new Flow(from, from.Address, socket.Port, address, port) { Until = Loop.Now + FlowTime };
        }

        Deliver(socket, forward, content, address, port);
    }

    /// <summary>Forgets flows to endpoints that services have lost, as kube-proxy clears the connection table of UDP.</summary>
    internal void ForgetFlows(Func<string, int, bool> isStale)
    {
        foreach (var (key, flow) in flows.Where(entry => isStale(entry.Value.Address, entry.Value.Port)).ToList()) flows.Remove(key);
    }

    private void Deliver(UdpSocket sender, Flow flow, byte[] content, string address, int port)
    {
        if (flow.To.IsGone || (IsCut(flow.To) && !flow.To.IsOwn(address))) return;
        var datagram = new Datagram(flow.SeenAddress, flow.SeenPort, content);
        Loop.Post(() =>
        {
            if (flow.To.FindSocket(flow.Address, flow.Port) is { } receiver) receiver.Offer(datagram);
            else sender.Refuse(address, port);
        });
    }

    private sealed class Flow(NetworkNamespace to, string address, int port, string seenAddress, int seenPort)
    {
        public NetworkNamespace To { get; } = to;
        public string Address { get; } = address;
        public int Port { get; } = port;

        /// <summary>Whom the receiver sees as the sender.</summary>
        public string SeenAddress { get; } = seenAddress;
        public int SeenPort { get; } = seenPort;
        public DateTimeOffset Until { get; set; }

        public bool IsAlive(DateTimeOffset now) => now <= Until && !To.IsGone;
    }
}
