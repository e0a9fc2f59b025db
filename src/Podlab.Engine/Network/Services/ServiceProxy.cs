using Podlab.Api.Model;
using Podlab.Engine.Apiserver;
using Podlab.Engine.Chance;
using Podlab.Engine.Controllers;
using Podlab.Engine.Store;

namespace Podlab.Engine.Network.Services;

/// <summary>
/// kube-proxy of every node, in the way of its iptables mode: it learns services and their endpoints from the API, a little later than they change and on each node
/// for itself, and sends connections to an endpoint that the seed chooses. A proxy that is stopped leaves the rules as they were.
/// </summary>
public sealed class ServiceProxy : IServiceRouter, IClusterComponent
{
    /// <summary>Changes that are older are in force everywhere.</summary>
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(10);
    private const int ChangesToKeep = 512;
    private const string NameLabel = "kubernetes.io/service-name";
    private const string ZoneLabel = "topology.kubernetes.io/zone";

    private readonly ApiServer api;
    private readonly ClusterNetwork network;
    private readonly SeededRandom random;
    private readonly ulong seed;
    private readonly Dictionary<ObjectKey, ProxiedService> settled = [];
    private readonly Dictionary<ObjectKey, ProxiedService> newest = [];
    private readonly Dictionary<ObjectKey, SortedDictionary<string, EndpointSlice>> slices = [];
    private readonly List<ProxyChange> changes = [];
    private readonly SortedDictionary<string, NodeProxy> proxies = new(StringComparer.Ordinal);
    private readonly List<IDisposable> watches = [];
    private long lastNumber;

    /// <param name="random">The cluster's chance; the proxy forks its own from it.</param>
    public ServiceProxy(ApiServer api, ClusterNetwork network, SeededRandom random)
    {
        this.api = api;
        this.network = network;
        this.random = random.Fork("kube-proxy");
        seed = this.random.NextUInt64();
    }

    /// <inheritdoc/>
    public string Name => "kube-proxy";

    /// <inheritdoc/>
    public void Start()
    {
        watches.Add(api.Of<EndpointSlice>().Watch(SliceChanged));
        watches.Add(api.Of<Service>().Watch(change => Note(KeyOf(change.Object), change.Type == StoreChangeType.Deleted ? null : change.Object)));
        watches.Add(api.Of<Node>().Watch(NodeChanged));
        slices.Clear();
        foreach (var slice in api.Of<EndpointSlice>().List()) Keep(slice);
        var present = new HashSet<ObjectKey>();
        foreach (var service in api.Of<Service>().List())
        {
            present.Add(KeyOf(service));
            Note(KeyOf(service), service);
        }

        foreach (var gone in newest.Keys.Where(key => !present.Contains(key)).ToList()) Note(gone, null);
    }

    /// <inheritdoc/>
    public void Stop()
    {
        foreach (var watch in watches) watch.Dispose();
        watches.Clear();
    }

    /// <inheritdoc/>
    public ServiceRoute? Route(NetworkNamespace from, string address, int port, string protocol)
    {
        var target = network.NodeAt(address);
        if (from.Node is { } home)
        {
            var own = Ask(home, from, address, port, protocol, target == home);
            return own is not null || target is null || target == home || !network.IsUp(target) ? own : Ask(target, from, address, port, protocol, isOwnAddress: true);
        }

        // From outside only nodes can be reached, and addresses that a router sends to some node.
        if (target is not null) return network.IsUp(target) ? Ask(target, from, address, port, protocol, isOwnAddress: true) : null;
        return IsRouted(address) && Entry() is { } entry ? Ask(entry, from, address, port, protocol, isOwnAddress: false) : null;
    }

    private static ObjectKey KeyOf(IKubernetesObject value) => new(value.Metadata.Namespace ?? "", value.Metadata.Name ?? "");

    private ServiceRoute? Ask(string node, NetworkNamespace from, string address, int port, string protocol, bool isOwnAddress)
    {
        var proxy = Proxy(node);
        proxy.CatchUp(changes, network.Loop.Now, Replaced);
        return proxy.Route(from, address, port, protocol, isOwnAddress, network.AddNode(node).Address, network.Loop.Now);
    }

    private NodeProxy Proxy(string node)
    {
        if (!proxies.TryGetValue(node, out var proxy)) proxies.Add(node, proxy = new NodeProxy(node, random.Fork(node), seed, ZoneOf, settled, 0));
        return proxy;
    }

    private string ZoneOf(string node) => api.Of<Node>().Find("", node)?.Metadata.Labels.GetValueOrDefault(ZoneLabel) ?? "";

    /// <summary>Whether some service has the address as an external or a load balancer's one.</summary>
    private bool IsRouted(string address) => newest.Values.Any(proxied =>
        proxied.Service.Spec.ExternalIPs.Contains(address) || (proxied.Service.Status.LoadBalancer?.Ingress ?? default).Any(ingress => ingress.Ip == address));

    /// <summary>The node that the router in front of the cluster takes: any that is up and not kept from load balancers.</summary>
    private string? Entry()
    {
        var up = network.Nodes.Where(network.IsUp).ToList();
        return up.Count == 0 ? null : up[random.Next(up.Count)];
    }

    private void SliceChanged(WatchEvent<EndpointSlice> change)
    {
        if (change.Type == StoreChangeType.Deleted)
        {
            if (OwnerOf(change.Object) is { } owner && slices.TryGetValue(owner, out var own)) own.Remove(change.Object.Metadata.Name ?? "");
        }
        else
        {
            Keep(change.Object);
        }

        if (OwnerOf(change.Object) is { } key && newest.TryGetValue(key, out var known)) Note(key, known.Service);
    }

    private static ObjectKey? OwnerOf(EndpointSlice slice) => slice.Metadata.Labels.TryGetValue(NameLabel, out var name) ? new ObjectKey(slice.Metadata.Namespace ?? "", name) : null;

    private void Keep(EndpointSlice slice)
    {
        if (OwnerOf(slice) is not { } key) return;
        if (!slices.TryGetValue(key, out var own)) slices[key] = own = new SortedDictionary<string, EndpointSlice>(StringComparer.Ordinal);
        own[slice.Metadata.Name ?? ""] = slice;
    }

    private void Note(ObjectKey key, Service? service)
    {
        var proxied = service is null ? null : new ProxiedService(service, slices.TryGetValue(key, out var own) ? [.. own.Values] : []);
        if (proxied is null) newest.Remove(key);
        else newest[key] = proxied;
        changes.Add(new ProxyChange(++lastNumber, network.Loop.Now, key, proxied));
        if (changes.Count >= ChangesToKeep) Settle();
    }

    /// <summary>Forgets changes that every node has made its own.</summary>
    private void Settle()
    {
        var now = network.Loop.Now;
        foreach (var proxy in proxies.Values) proxy.CatchUp(changes, now, Replaced);
        var count = changes.FindIndex(change => now - change.At < LongestDelay);
        if (count < 0) count = changes.Count;
        foreach (var proxy in proxies.Values) count = Math.Min(count, proxy.Next);
        foreach (var change in changes.Take(count))
        {
            if (change.Service is null) settled.Remove(change.Key);
            else settled[change.Key] = change.Service;
        }

        changes.RemoveRange(0, count);
        foreach (var proxy in proxies.Values) proxy.Shift(count);
    }

    /// <summary>UDP clients would go on to talk to an endpoint that is gone, as nothing tells them: their flows are forgotten.</summary>
    private void Replaced(ProxiedService? old, ProxiedService? current)
    {
        if (old is null || !old.Service.Spec.Ports.Any(port => port.Protocol == "UDP")) return;
        var before = Udp(old);
        var after = current is null ? [] : Udp(current);
        before.ExceptWith(after);
        if (before.Count > 0) network.ForgetFlows((address, port) => before.Contains((address, port)));

        static HashSet<(string, int)> Udp(ProxiedService proxied) => [.. proxied.Service.Spec.Ports.Where(port => port.Protocol == "UDP")
            .SelectMany(proxied.Endpoints).Where(endpoint => endpoint.IsReady || endpoint.IsServing).Select(endpoint => (endpoint.Address, endpoint.Port))];
    }

    private void NodeChanged(WatchEvent<Node> change)
    {
        var name = change.Object.Metadata.Name ?? "";
        if (change.Old is { } old && old.Metadata.Labels.GetValueOrDefault(ZoneLabel) != change.Object.Metadata.Labels.GetValueOrDefault(ZoneLabel) && proxies.TryGetValue(name, out var proxy)) proxy.Rewrite();
    }
}
