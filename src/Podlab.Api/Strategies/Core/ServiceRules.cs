using Podlab.Api.Model;

namespace Podlab.Api.Strategies.Core;

/// <summary>What a service's fields say together.</summary>
public static class ServiceRules
{
    public const string NoAddress = "None";

    public static bool IsHeadless(ServiceSpec spec) => spec.ClusterIPs.Count == 1 && spec.ClusterIPs[0] == NoAddress;

    /// <summary>Whether it is reached from outside the cluster.</summary>
    public static bool IsExternal(ServiceSpec spec) => spec.Type is "NodePort" or "LoadBalancer" || (spec.Type == "ClusterIP" && !spec.ExternalIPs.IsEmpty);

    public static bool NeedsHealthCheck(ServiceSpec spec) => spec is { Type: "LoadBalancer", ExternalTrafficPolicy: "Local" };

    /// <summary>Whether every port gets a port on all nodes.</summary>
    public static bool NeedsNodePorts(ServiceSpec spec) => spec.Type == "NodePort" || (spec.Type == "LoadBalancer" && spec.AllocateLoadBalancerNodePorts != false);

    /// <summary>Whether its ports may have ports on all nodes.</summary>
    public static bool NeedsPorts(ServiceSpec spec) => spec.Type is "NodePort" or "LoadBalancer";

    public static bool NeedsClusterIp(ServiceSpec spec) => spec.Type is "ClusterIP" or "NodePort" or "LoadBalancer";
}
