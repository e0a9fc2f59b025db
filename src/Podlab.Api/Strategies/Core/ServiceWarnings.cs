using Podlab.Api.Model;

namespace Podlab.Api.Strategies.Core;

/// <summary>Fields of services that are going away or have no effect.</summary>
/// <remarks>Follows pkg/api/service/warnings.go (v1.36.3).</remarks>
internal static class ServiceWarnings
{
    public static void Add(ref List<string>? warnings, Service value)
    {
        var spec = value.Spec;
        if (value.Metadata.Annotations.ContainsKey("service.kubernetes.io/topology-aware-hints"))
        {
            Say(ref warnings, "annotation service.kubernetes.io/topology-aware-hints is deprecated, please use service.kubernetes.io/topology-mode instead");
        }
        var isHeadless = spec is { Type: "ClusterIP", ClusterIP: "None" };
        if (isHeadless)
        {
            Headless(ref warnings, spec);
        }
        else if (!string.IsNullOrEmpty(spec.ClusterIP))
        {
            AddressWarnings.Ips(ref warnings, "spec.clusterIPs", spec.ClusterIPs);
        }
        AddressWarnings.Ips(ref warnings, "spec.externalIPs", spec.ExternalIPs);
        if (!spec.ExternalIPs.IsEmpty && !isHeadless)
        {
            Say(ref warnings, spec.Type == "ExternalName" ? "spec.externalIPs is ignored when spec.type is \"ExternalName\""
                : "spec.externalIPs is deprecated and may no longer be implemented in some clusters");
        }
        AddressWarnings.Ip(ref warnings, "spec.loadBalancerIP", spec.LoadBalancerIP);
        for (var i = 0; i < spec.LoadBalancerSourceRanges.Count; i++)
        {
            AddressWarnings.Cidr(ref warnings, $"spec.loadBalancerSourceRanges[{i}]", spec.LoadBalancerSourceRanges[i]);
        }
        if (!string.IsNullOrEmpty(spec.ExternalName) && spec.Type != "ExternalName")
        {
            Say(ref warnings, "spec.externalName is ignored when spec.type is not \"ExternalName\"");
        }
        if (spec.TrafficDistribution == "PreferClose")
        {
            Say(ref warnings, "spec.trafficDistribution: \"PreferClose\" is deprecated; use \"PreferSameZone\"");
        }
    }

    /// <summary>Of a status: the addresses of its load balancer.</summary>
    public static List<string>? OfStatus(Service value)
    {
        List<string>? warnings = null;
        for (var i = 0; i < value.Status.LoadBalancer.Ingress.Count; i++)
        {
            AddressWarnings.Ip(ref warnings, $"status.loadBalancer.ingress[{i}]", value.Status.LoadBalancer.Ingress[i].Ip);
        }
        return warnings;
    }

    private static void Headless(ref List<string>? warnings, ServiceSpec spec)
    {
        if (!string.IsNullOrEmpty(spec.LoadBalancerIP))
        {
            Say(ref warnings, "spec.loadBalancerIP is ignored for headless services");
        }
        if (!spec.ExternalIPs.IsEmpty)
        {
            Say(ref warnings, "spec.externalIPs is ignored for headless services");
        }
        if (spec.SessionAffinity != "None")
        {
            Say(ref warnings, "spec.SessionAffinity is ignored for headless services");
        }
    }

    private static void Say(ref List<string>? warnings, string text) => (warnings ??= []).Add(text);
}
