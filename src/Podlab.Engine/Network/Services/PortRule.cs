namespace Podlab.Engine.Network.Services;

/// <summary>How a rule was reached, which decides the traffic policy that counts.</summary>
internal enum RuleScope
{
    /// <summary>By the service's own address.</summary>
    Internal,

    /// <summary>By a node's port, an external address or a load balancer's.</summary>
    External,
}

/// <summary>One port of one service on one node.</summary>
/// <param name="Name">As kube-proxy writes it: <c>default/web:http</c>.</param>
/// <param name="AffinitySeconds">Null: no affinity.</param>
internal sealed record PortRule(string Name, EndpointChoice Endpoints, bool IsInternalLocal, bool IsExternalLocal, int? AffinitySeconds, bool IsUdp);
