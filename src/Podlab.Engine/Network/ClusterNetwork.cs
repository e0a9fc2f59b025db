using System.Globalization;
using Podlab.Engine.Runtime;
using Podlab.Engine.Time;

namespace Podlab.Engine.Network;

/// <summary>
/// The network that all pods of a cluster share: every node has a range of addresses, every pod reaches every pod by its address, services have addresses of
/// their own. A node that is down answers nothing and loses what is sent to it.
/// </summary>
public sealed partial class ClusterNetwork
{
    private const int FirstHost = 2;
    private const int LastHost = 254;
    private const int DnsPort = 53;

    /// <summary>How long the kernel looks for the owner of an address of the own network before it gives up.</summary>
    private static readonly TimeSpan NeighbourTime = TimeSpan.FromSeconds(3);

    private readonly Dictionary<string, NodeRange> nodes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, NodeRange> ranges = new(StringComparer.Ordinal);
    private readonly Dictionary<string, NetworkNamespace> byAddress = new(StringComparer.Ordinal);
    private readonly Dictionary<string, INameServer> nameServers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<Connection>> severed = new(StringComparer.Ordinal);
    private readonly HashSet<string> down = new(StringComparer.Ordinal);

    public ClusterNetwork(EventLoop loop)
    {
        Loop = loop;
        External = AddHost("192.168.255.1");
    }

    public EventLoop Loop { get; }

    /// <summary>A machine beside the cluster, on the network of the nodes: where a reader's own browser or curl runs. It reaches nodes, not pods' or services' addresses.</summary>
    public NetworkNamespace External { get; }

    /// <summary>Service routing; null: there are no services.</summary>
    public IServiceRouter? Services { get; set; }

    /// <summary>Network policies; null: everything passes.</summary>
    public IConnectionFilter? Filter { get; set; }

    /// <summary>What lies outside; null: nothing answers.</summary>
    public IOutsideWorld? Outside { get; set; }

    /// <summary>The node's own namespace, on which host-network pods run; made with its range of pod addresses on the first call.</summary>
    public NetworkNamespace AddNode(string name) => Range(name).Host;

    /// <summary>The addresses of a node's pods: 10.244.N.0/24.</summary>
    public string PodCidr(string node) => Range(node).Cidr;

    /// <summary>A machine on the network of the nodes that is no node, such as the one that serves the API.</summary>
    public NetworkNamespace AddHost(string address) => byAddress[address] = new NetworkNamespace(this, address);

    /// <summary>A namespace for a new pod. Addresses go up and are used again only when the range has come round, as the host-local allocator does.</summary>
    public NetworkNamespace AddPod(string node)
    {
        var range = Range(node);
        for (var i = FirstHost; i <= LastHost; i++)
        {
            range.Last = range.Last >= LastHost ? FirstHost : range.Last + 1;
            var address = range.Prefix + range.Last.ToString(CultureInfo.InvariantCulture);
            if (byAddress.ContainsKey(address)) continue;
            return byAddress[address] = new NetworkNamespace(this, address) { Node = node };
        }

        throw new RuntimeException("FailedCreatePodSandBox", $"failed to allocate for range 0: no IP addresses available in range set: {range.Prefix}1-{range.Prefix}254");
    }

    public void Remove(NetworkNamespace pod)
    {
        if (byAddress.Remove(pod.Address)) pod.End();
    }

    public NetworkNamespace? Find(string address) => byAddress.GetValueOrDefault(address);

    /// <summary>The node whose own address this is; null: nobody's.</summary>
    public string? NodeAt(string address) => Find(address) is { Node: { } node } found && Range(node).Host == found ? node : null;

    /// <summary>Names of the nodes that have an address, in the order they came.</summary>
    public IReadOnlyCollection<string> Nodes => nodes.Keys;

    /// <summary>Whether packets reach the node.</summary>
    public bool IsUp(string node) => !down.Contains(node);

    /// <summary>
    /// Takes a node off the network or back onto it. While it is down nothing reaches it or its pods, and nobody is told: connections hang. When it is back,
    /// the other ends of those connections learn that theirs are gone.
    /// </summary>
    public void SetUp(string node, bool isUp)
    {
        if (isUp ? !down.Remove(node) : !down.Add(node)) return;
        if (isUp)
        {
            if (!severed.Remove(node, out var broken)) return;
            foreach (var connection in broken) connection.Sever(isUp: true);
            return;
        }

        severed[node] = [.. byAddress.Values.Where(one => one.Node == node).OrderBy(one => one.Address, StringComparer.Ordinal).SelectMany(one => one.Connections)];
        foreach (var connection in severed[node]) connection.Sever(isUp: false);
    }

    /// <summary>Puts a name server at an address (a service's, a node's). Null takes it away.</summary>
    public void SetNameServer(string address, INameServer? server)
    {
        if (server is null) nameServers.Remove(address);
        else nameServers[address] = server;
    }

    /// <summary>The name server that a namespace reaches at an address; null: no answer.</summary>
    public INameServer? FindNameServer(NetworkNamespace from, string address)
    {
        if (from.IsGone || IsCut(from) || nameServers.GetValueOrDefault(address) is not { } server) return null;
        // Where a service has the address there must be somebody behind it.
        if (Services?.Route(from, address, DnsPort, "UDP") is not { } route) return server;
        return route.Address is { } endpoint && Find(endpoint) is { IsGone: false } to && (!IsCut(to) || to.Node == from.Node) && to.FindSocket(endpoint, route.Port) is not null ? server : null;
    }

    /// <summary>Opens a connection from a namespace. Refusals come at once, silence takes the whole <paramref name="timeout"/>.</summary>
    public async ValueTask<ConnectResult> ConnectAsync(NetworkNamespace from, string address, int port, TimeSpan timeout)
    {
        var path = Find(from, address, port, "TCP");
        var outcome = path.Outcome;
        if (outcome == ConnectOutcome.Connected)
        {
            var listener = path.To!.FindListener(path.LocalAddress, path.Port);
            if (listener is null)
            {
                outcome = ConnectOutcome.Refused;
            }
            else if (listener.IsFull)
            {
                outcome = ConnectOutcome.TimedOut;
            }
            else
            {
                var (client, server) = Connection.Pair(from, path.SourceAddress, path.To, address, port, path.To == from ? path.LocalAddress : path.To.Address, path.Port);
                listener.Offer(server);
                return new ConnectResult(ConnectOutcome.Connected, client) { Endpoint = path.Target };
            }
        }
        else if (path.Outside is { } outside)
        {
            return outside;
        }

        if (outcome == ConnectOutcome.Refused) return new ConnectResult(outcome, null) { Endpoint = path.Target };
        var wait = outcome == ConnectOutcome.Unreachable && NeighbourTime <= timeout ? NeighbourTime : timeout;
        await Task.Delay(wait, Loop);
        return new ConnectResult(outcome == ConnectOutcome.Unreachable && NeighbourTime <= timeout ? outcome : ConnectOutcome.TimedOut, null) { Endpoint = path.Target };
    }

    /// <summary>Where packets from a namespace to an address go. Connected: there is a machine; whether somebody listens on it is not asked.</summary>
    private NetworkPath Find(NetworkNamespace from, string address, int port, string protocol)
    {
        var (target, targetPort, source) = (address, port, from.Address);
        if (!from.IsOwn(address) || from.Node is not null && from.Address == address)
        {
            if (Services?.Route(from, address, port, protocol) is { } route)
            {
                if (route.Address is null) return new NetworkPath(route.Drops ? ConnectOutcome.TimedOut : ConnectOutcome.Refused);
                (target, targetPort, source) = (route.Address, route.Port, route.SourceAddress ?? source);
            }
        }

        if (from.IsOwn(target))
        {
            var local = target is "localhost" or "::1" ? "127.0.0.1" : target;
            return new NetworkPath(ConnectOutcome.Connected, from, targetPort, local, target != from.Address ? "127.0.0.1" : source) { Target = target };
        }

        var to = Find(target);
        if (to is null && protocol == "TCP" && Outside?.Connect(from, target, targetPort) is { } outside) return new NetworkPath(outside.Outcome) { Outside = outside, Target = target };
        if (to is null && RangeOf(target) is { } owner) return new NetworkPath(IsUp(owner.Name) && !IsCut(from) && from != External ? ConnectOutcome.Unreachable : ConnectOutcome.TimedOut) { Target = target };
        if (to is null || to.IsGone || ((IsCut(to) || IsCut(from)) && to.Node != from.Node) || (from == External && target == address && to.Node is not null && NodeAt(target) is null)) return new NetworkPath(ConnectOutcome.TimedOut) { Target = target };
        return Filter?.Allows(from, to, targetPort, protocol) == false
            ? new NetworkPath(ConnectOutcome.TimedOut) { Target = target }
            : new NetworkPath(ConnectOutcome.Connected, to, targetPort, target, source) { Target = target };
    }

    private bool IsCut(NetworkNamespace one) => one.Node is { } node && down.Contains(node);

    private NodeRange? RangeOf(string address)
    {
        var dot = address.LastIndexOf('.');
        return dot > 0 && ranges.TryGetValue(address[..(dot + 1)], out var range) ? range : null;
    }

    private NodeRange Range(string name)
    {
        if (nodes.TryGetValue(name, out var known)) return known;
        var index = nodes.Count;
        var host = new NetworkNamespace(this, string.Create(CultureInfo.InvariantCulture, $"192.168.{index / 200}.{10 + index % 200}")) { Node = name };
        byAddress[host.Address] = host;
        var range = new NodeRange(name, index, host);
        nodes.Add(name, range);
        ranges.Add(range.Prefix, range);
        return range;
    }

    /// <param name="To">Where the packets end.</param>
    /// <param name="LocalAddress">The address by which that machine is asked.</param>
    /// <param name="SourceAddress">The address that it sees as the sender's.</param>
    private readonly record struct NetworkPath(ConnectOutcome Outcome, NetworkNamespace? To = null, int Port = 0, string LocalAddress = "", string SourceAddress = "")
    {
        public ConnectResult? Outside { get; init; }

        /// <summary>The address behind the service's; null: there is none.</summary>
        public string? Target { get; init; }
    }

    private sealed class NodeRange(string name, int index, NetworkNamespace host)
    {
        public string Name { get; } = name;

        public NetworkNamespace Host { get; } = host;

        /// <summary>The first three numbers: 10.244.0 to 10.244.255, then 10.243.0 and on.</summary>
        public string Prefix { get; } = string.Create(CultureInfo.InvariantCulture, $"10.{244 - index / 256}.{index % 256}.");

        public string Cidr => Prefix + "0/24";

        public int Last { get; set; } = 1;
    }
}
