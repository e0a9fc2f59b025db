namespace Podlab.Engine.Network;

/// <summary>
/// Where packets to a service's address go: the part of kube-proxy. Asked for every connection before pod addresses are looked at.
/// </summary>
public interface IServiceRouter
{
    /// <summary>Null: the address and port are no service's. A route without endpoint: the service has none, the connection is refused or dropped.</summary>
    /// <param name="from">The namespace that connects; its address decides session affinity, its node which rules are asked.</param>
    /// <param name="protocol"><c>TCP</c>, <c>UDP</c> or <c>SCTP</c>.</param>
    ServiceRoute? Route(NetworkNamespace from, string address, int port, string protocol);
}

/// <param name="Address">The endpoint's address; null: there is none.</param>
/// <param name="Port">The endpoint's port.</param>
/// <param name="Drops">Without endpoint: no answer at all instead of a refusal.</param>
public sealed record ServiceRoute(string? Address, int Port, bool Drops = false)
{
    /// <summary>The address that the endpoint sees as the client's, where the node puts its own in; null: the client's.</summary>
    public string? SourceAddress { get; init; }
}

/// <summary>Says which connections may pass (network policies). Asked with the addresses after service routing.</summary>
public interface IConnectionFilter
{
    /// <summary>False: the packets are dropped, so that the one who connects waits until its time is over.</summary>
    bool Allows(NetworkNamespace from, NetworkNamespace to, int port, string protocol);
}

/// <summary>A name server that pods reach at an address (CoreDNS behind the kube-dns service, or the node's own).</summary>
public interface INameServer
{
    /// <summary>Answers for one full name without its closing dot; search lists are the client's business.</summary>
    DnsAnswer Query(string name, DnsRecordType type);
}

/// <summary>What lies outside of the cluster.</summary>
public interface IOutsideWorld
{
    /// <summary>A connection to an address that is no pod's, node's or service's; null: no answer.</summary>
    ConnectResult? Connect(NetworkNamespace from, string address, int port);
}
