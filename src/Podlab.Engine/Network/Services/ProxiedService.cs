using Podlab.Api;
using Podlab.Api.Model;

namespace Podlab.Engine.Network.Services;

/// <summary>A service and its endpoint slices at one version: what the proxies of the nodes are told.</summary>
internal sealed record ProxiedService(Service Service, IReadOnlyList<EndpointSlice> Slices)
{
    private const string OtherProxy = "service.kubernetes.io/service-proxy-name";

    /// <summary>Whether kube-proxy has rules for it: not for headless ones, external names and those that another proxy serves.</summary>
    public bool HasRules => Service.Spec.Type != "ExternalName" && Service.Spec.ClusterIP is { Length: > 0 } and not "None" && !Service.Metadata.Labels.ContainsKey(OtherProxy);

    /// <summary>The endpoints of one port of the service; each pod may have another number behind a name.</summary>
    public List<ProxiedEndpoint> Endpoints(ServicePort port)
    {
        var result = new List<ProxiedEndpoint>();
        foreach (var slice in Slices)
        {
            if (slice.AddressType != "IPv4") continue;
            foreach (var own in slice.Ports)
            {
                if ((own.Name ?? "") != (port.Name ?? "") || (own.Protocol ?? "TCP") != (port.Protocol ?? "TCP") || own.Port is not { } number) continue;
                foreach (var endpoint in slice.Endpoints)
                {
                    if (!endpoint.Addresses.IsEmpty) result.Add(ProxiedEndpoint.Of(endpoint, number));
                }
            }
        }

        // In every slice an address counts once; rules are written in order of the addresses.
        return [.. result.DistinctBy(endpoint => (endpoint.Address, endpoint.Port)).OrderBy(endpoint => endpoint.Address, StringComparer.Ordinal).ThenBy(endpoint => endpoint.Port)];
    }
}

/// <remarks>Absent conditions mean ready and serving (pkg/proxy/endpointslicecache.go, v1.36.3).</remarks>
internal readonly record struct ProxiedEndpoint(string Address, int Port, string? Node, bool IsReady, bool IsServing, bool IsTerminating, ValueList<ForZone> Zones, ValueList<ForNode> Nodes)
{
    public static ProxiedEndpoint Of(Endpoint endpoint, int port)
    {
        var conditions = endpoint.Conditions;
        return new ProxiedEndpoint(
            endpoint.Addresses[0], port, endpoint.NodeName, conditions.Ready != false, conditions.Serving ?? conditions.Ready != false, conditions.Terminating == true,
            endpoint.Hints?.ForZones ?? default, endpoint.Hints?.ForNodes ?? default);
    }

    public bool IsFor(string node) => Nodes.Any(hint => hint.Name == node);

    public bool IsForZone(string zone) => Zones.Any(hint => hint.Name == zone);
}
