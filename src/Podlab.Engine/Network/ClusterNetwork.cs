using System.Globalization;
using Podlab.Engine.Time;

namespace Podlab.Engine.Network;

/// <summary>The network that all pods of a cluster share: every node has a range of addresses, every pod reaches every pod by its address.</summary>
public sealed class ClusterNetwork(EventLoop loop)
{
    private const int FirstHost = 2;
    private const int LastHost = 254;
    private readonly List<NodeRange> nodes = [];
    private readonly Dictionary<string, NetworkNamespace> byAddress = new(StringComparer.Ordinal);

    public EventLoop Loop { get; } = loop;

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

        throw new Runtime.RuntimeException("FailedCreatePodSandBox", $"failed to allocate for range 0: no IP addresses available in range set: 10.244.{range.Index}.1-10.244.{range.Index}.254");
    }

    public void Remove(NetworkNamespace pod) => byAddress.Remove(pod.Address);

    public NetworkNamespace? Find(string address) => byAddress.GetValueOrDefault(address);

    private NodeRange Range(string name)
    {
        if (nodes.Find(node => node.Name == name) is { } known) return known;
        var index = nodes.Count;
        var host = new NetworkNamespace(this, string.Create(CultureInfo.InvariantCulture, $"192.168.{index / 200}.{10 + index % 200}"));
        byAddress[host.Address] = host;
        var range = new NodeRange(name, index, host);
        nodes.Add(range);
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
