using System.Globalization;
using Podlab.Engine.Runtime;
using Podlab.Engine.Time;

namespace Podlab.Engine.Network;

/// <summary>The network that all pods of a cluster share: every node has a range of addresses, every pod reaches every pod by its address.</summary>
public sealed class ClusterNetwork(EventLoop loop)
{
    private const int FirstHost = 2;
    private const int LastHost = 254;

    /// <summary>How long the kernel looks for the owner of an address of the own network before it gives up.</summary>
    private static readonly TimeSpan NeighbourTime = TimeSpan.FromSeconds(3);

    private readonly Dictionary<string, NodeRange> nodes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, NetworkNamespace> byAddress = new(StringComparer.Ordinal);
    private readonly Dictionary<string, INameServer> nameServers = new(StringComparer.Ordinal);

    public EventLoop Loop { get; } = loop;

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

    /// <summary>A namespace for a new pod. Addresses go up and are used again only when the range has come round, as the host-local allocator does.</summary>
    public NetworkNamespace AddPod(string node)
    {
        var range = Range(node);
        for (var i = FirstHost; i <= LastHost; i++)
        {
            range.Last = range.Last >= LastHost ? FirstHost : range.Last + 1;
            var address = string.Create(CultureInfo.InvariantCulture, $"10.244.{range.Index}.{range.Last}");
            if (byAddress.ContainsKey(address)) continue;
            return byAddress[address] = new NetworkNamespace(this, address);
        }

        throw new RuntimeException("FailedCreatePodSandBox", $"failed to allocate for range 0: no IP addresses available in range set: 10.244.{range.Index}.1-10.244.{range.Index}.254");
    }

    public void Remove(NetworkNamespace pod)
    {
        if (byAddress.Remove(pod.Address)) pod.End();
    }

    public NetworkNamespace? Find(string address) => byAddress.GetValueOrDefault(address);

    /// <summary>Puts a name server at an address (a service's, a node's). Null takes it away.</summary>
    public void SetNameServer(string address, INameServer? server)
    {
        if (server is null) nameServers.Remove(address);
        else nameServers[address] = server;
    }

    /// <summary>The name server that a namespace reaches at an address; null: no answer.</summary>
    public INameServer? FindNameServer(NetworkNamespace from, string address) => from.IsGone ? null : nameServers.GetValueOrDefault(address);

    /// <summary>Opens a connection from a namespace. Refusals come at once, silence takes the whole <paramref name="timeout"/>.</summary>
    public async ValueTask<ConnectResult> ConnectAsync(NetworkNamespace from, string address, int port, TimeSpan timeout)
    {
        var (target, targetAddress, targetPort) = (address, address, port);
        if (!from.IsOwn(address) && Services?.Route(from, address, port, "TCP") is { } route)
        {
            if (route.Address is null)
            {
                if (!route.Drops) return new ConnectResult(ConnectOutcome.Refused, null);
                await Task.Delay(timeout, Loop);
                return new ConnectResult(ConnectOutcome.TimedOut, null);
            }

            (target, targetPort) = (route.Address, route.Port);
        }

        var to = from.IsOwn(target) ? from : Find(target);
        if (to is null && Outside?.Connect(from, target, port) is { } outside) return outside;
        if (to is null && IsPodAddress(target))
        {
            await Task.Delay(timeout < NeighbourTime ? timeout : NeighbourTime, Loop);
            return new ConnectResult(timeout < NeighbourTime ? ConnectOutcome.TimedOut : ConnectOutcome.Unreachable, null);
        }

        var listener = to?.FindListener(to == from && target.StartsWith("127.", StringComparison.Ordinal) ? target : to == from && target is "localhost" or "::1" ? "127.0.0.1" : target, targetPort);
        if (to is null || to.IsGone || listener is { IsFull: true } || (to != from && Filter?.Allows(from, to, targetPort, "TCP") == false))
        {
            await Task.Delay(timeout, Loop);
            return new ConnectResult(ConnectOutcome.TimedOut, null);
        }

        if (listener is null) return new ConnectResult(ConnectOutcome.Refused, null);
        var fromAddress = to == from && targetAddress != from.Address ? "127.0.0.1" : from.Address;
        var (client, server) = Connection.Pair(from, fromAddress, to, address, port, to == from ? fromAddress : to.Address, targetPort);
        listener.Offer(server);
        return new ConnectResult(ConnectOutcome.Connected, client);
    }

    private bool IsPodAddress(string address) => nodes.Values.Any(node => address.StartsWith(string.Create(CultureInfo.InvariantCulture, $"10.244.{node.Index}."), StringComparison.Ordinal));

    private NodeRange Range(string name)
    {
        if (nodes.TryGetValue(name, out var known)) return known;
        var index = nodes.Count;
        var host = new NetworkNamespace(this, string.Create(CultureInfo.InvariantCulture, $"192.168.{index / 200}.{10 + index % 200}"));
        byAddress[host.Address] = host;
        var range = new NodeRange(name, index, host);
        nodes.Add(name, range);
        return range;
    }

    private sealed class NodeRange(string name, int index, NetworkNamespace host)
    {
        public string Name { get; } = name;
        public int Index { get; } = index;
        public NetworkNamespace Host { get; } = host;
        public string Cidr => string.Create(CultureInfo.InvariantCulture, $"10.244.{Index}.0/24");
        public int Last { get; set; } = 1;
    }
}
