using Podlab.Api.Model;
using Podlab.Engine.Chance;
using Podlab.Engine.Controllers;

namespace Podlab.Engine.Network.Services;

/// <summary>The rules on one node, as far as its proxy has got, and which client went where.</summary>
/// <remarks>Follows pkg/proxy/iptables/proxier.go (v1.36.3): endpoints by chance, affinity by the client's address, masquerading of what comes from outside.</remarks>
internal sealed class NodeProxy
{
    private const string AnyNodeAddress = "";
    private readonly string node;
    private readonly Func<string, string> zoneOf;
    private readonly SeededRandom random;
    private readonly ProxySchedule schedule;
    private readonly Dictionary<ObjectKey, ProxiedService> services;
    private readonly Dictionary<(string Address, int Port, string Protocol), (PortRule Rule, RuleScope Scope)> rules = [];
    private readonly Dictionary<ObjectKey, List<(string Address, int Port, string Protocol)>> owned = [];
    private readonly Dictionary<(string Rule, string Client), (string Address, int Port, DateTimeOffset At)> affinities = [];

    public NodeProxy(string node, SeededRandom chance, ulong seed, Func<string, string> zoneOf, IReadOnlyDictionary<ObjectKey, ProxiedService> known, int next)
    {
        this.node = node;
        this.zoneOf = zoneOf;
        random = chance;
        schedule = new ProxySchedule(seed, node);
        services = new Dictionary<ObjectKey, ProxiedService>(known);
        foreach (var key in services.Keys.ToList()) Write(key);
        Next = next;
    }

    /// <summary>The first change that is not in force here.</summary>
    public int Next { get; private set; }

    /// <summary>Puts into force what this node knows by now; tells <paramref name="replaced"/> of each service that changed: what it was and what it is.</summary>
    public void CatchUp(IReadOnlyList<ProxyChange> changes, DateTimeOffset now, Action<ProxiedService?, ProxiedService?> replaced)
    {
        var count = schedule.TakeDue(changes, Next, now);
        for (var i = 0; i < count; i++, Next++)
        {
            var (key, service) = (changes[Next].Key, changes[Next].Service);
            var old = services.GetValueOrDefault(key);
            if (service is null) services.Remove(key);
            else services[key] = service;
            Write(key);
            replaced(old, service);
        }
    }

    /// <summary>The log of changes lost its first entries.</summary>
    public void Shift(int count) => Next -= count;

    /// <summary>A zone label changed: hints may mean something else here.</summary>
    public void Rewrite()
    {
        foreach (var key in services.Keys.ToList()) Write(key);
    }

    /// <summary>Null: no rule matches.</summary>
    /// <param name="isOwnAddress">Whether the address is this node's own, so that its node ports count.</param>
    public ServiceRoute? Route(NetworkNamespace from, string address, int port, string protocol, bool isOwnAddress, string nodeAddress, DateTimeOffset now)
    {
        if (!rules.TryGetValue((address, port, protocol), out var found) && !(isOwnAddress && rules.TryGetValue((AnyNodeAddress, port, protocol), out found))) return null;
        var (rule, scope) = found;
        // What starts in the cluster is not bound to local endpoints when it uses an external address: it takes the short way.
        var isLocalOnly = scope == RuleScope.Internal ? rule.IsInternalLocal : rule.IsExternalLocal && from.Node != node;
        var endpoints = isLocalOnly ? rule.Endpoints.Local : rule.Endpoints.Cluster;
        if (endpoints.Count == 0) return new ServiceRoute(null, 0, Drops: rule.Endpoints.HasAny && isLocalOnly);
        var chosen = Choose(rule, endpoints, from.Address, now);
        var masquerades = chosen.Address == from.Address || (scope == RuleScope.External && !isLocalOnly && !(rule.IsExternalLocal && from.Node == node));
        return new ServiceRoute(chosen.Address, chosen.Port) { SourceAddress = masquerades ? nodeAddress : null };
    }

    private static string RuleName(ServicePort port, ObjectKey key) => string.IsNullOrEmpty(port.Name) ? $"{key.Namespace}/{key.Name}" : $"{key.Namespace}/{key.Name}:{port.Name}";

    private ProxiedEndpoint Choose(PortRule rule, IReadOnlyList<ProxiedEndpoint> endpoints, string client, DateTimeOffset now)
    {
        if (rule.AffinitySeconds is not { } seconds) return endpoints[random.Next(endpoints.Count)];
        var key = (rule.Name, client);
        if (affinities.TryGetValue(key, out var last) && now - last.At <= TimeSpan.FromSeconds(seconds))
        {
            foreach (var endpoint in endpoints)
            {
                if (endpoint.Address != last.Address || endpoint.Port != last.Port) continue;
                affinities[key] = last with { At = now };
                return endpoint;
            }
        }

        var chosen = endpoints[random.Next(endpoints.Count)];
        affinities[key] = (chosen.Address, chosen.Port, now);
        return chosen;
    }

    private void Write(ObjectKey key)
    {
        if (owned.Remove(key, out var before))
        {
            foreach (var place in before) rules.Remove(place);
        }

        if (services.GetValueOrDefault(key) is not { HasRules: true } proxied) return;
        var spec = proxied.Service.Spec;
        var places = new List<(string, int, string)>();
        foreach (var port in spec.Ports)
        {
            var protocol = port.Protocol ?? "TCP";
            var affinity = spec.SessionAffinity == "ClientIP" ? spec.SessionAffinityConfig?.ClientIP?.TimeoutSeconds ?? 10800 : default(int?);
            var rule = new PortRule(
                RuleName(port, key), EndpointChoice.For(proxied.Endpoints(port), node, zoneOf(node)), spec.InternalTrafficPolicy == "Local", spec.ExternalTrafficPolicy == "Local", affinity, protocol == "UDP");
            Add(spec.ClusterIP!, port.Port, RuleScope.Internal);
            foreach (var external in spec.ExternalIPs) Add(external, port.Port, RuleScope.External);
            if (spec.Type == "LoadBalancer")
            {
                foreach (var ingress in proxied.Service.Status.LoadBalancer?.Ingress ?? default)
                {
                    if (!string.IsNullOrEmpty(ingress.Ip) && ingress.IpMode != "Proxy") Add(ingress.Ip, port.Port, RuleScope.External);
                }
            }

            if (port.NodePort > 0) Add(AnyNodeAddress, port.NodePort, RuleScope.External);

            void Add(string address, int number, RuleScope scope)
            {
                if (rules.TryAdd((address, number, protocol), (rule, scope))) places.Add((address, number, protocol));
            }
        }

        if (places.Count > 0) owned[key] = places;
    }
}
