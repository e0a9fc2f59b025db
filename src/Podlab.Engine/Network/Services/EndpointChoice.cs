namespace Podlab.Engine.Network.Services;

/// <summary>Which endpoints of a service port a node sends traffic to, for each of the two traffic policies.</summary>
/// <remarks>Follows pkg/proxy/topology.go CategorizeEndpoints (v1.36.3): ready ones first; where there is none, those that are ending but still serve.</remarks>
/// <param name="Cluster">For traffic policy Cluster.</param>
/// <param name="Local">For traffic policy Local.</param>
/// <param name="HasAny">Whether the service has endpoints anywhere; without, connections are refused and not dropped.</param>
internal sealed record EndpointChoice(IReadOnlyList<ProxiedEndpoint> Cluster, IReadOnlyList<ProxiedEndpoint> Local, bool HasAny)
{
    public static EndpointChoice For(List<ProxiedEndpoint> all, string node, string zone)
    {
        var topology = Topology(all, node, zone);
        var cluster = all.FindAll(endpoint => endpoint.IsReady && topology(endpoint));
        if (cluster.Count == 0) cluster = all.FindAll(Fallback);
        var local = all.FindAll(endpoint => endpoint.Node == node && endpoint.IsReady);
        if (local.Count == 0) local = all.FindAll(endpoint => endpoint.Node == node && Fallback(endpoint));
        return new EndpointChoice(cluster, local, all.Exists(endpoint => endpoint.IsReady || Fallback(endpoint)));
    }

    private static bool Fallback(ProxiedEndpoint endpoint) => endpoint.IsServing && endpoint.IsTerminating;

    /// <summary>Hints count only when every ready endpoint has one and one of them is for this node or zone.</summary>
    private static Func<ProxiedEndpoint, bool> Topology(List<ProxiedEndpoint> all, string node, string zone)
    {
        var ready = all.FindAll(endpoint => endpoint.IsReady);
        if (ready.TrueForAll(endpoint => !endpoint.Nodes.IsEmpty) && ready.Exists(endpoint => endpoint.IsFor(node))) return endpoint => endpoint.IsFor(node);
        if (zone.Length > 0 && ready.TrueForAll(endpoint => !endpoint.Zones.IsEmpty) && ready.Exists(endpoint => endpoint.IsForZone(zone))) return endpoint => endpoint.IsForZone(zone);
        return _ => true;
    }
}
