using Podlab.Api.Model;

namespace Podlab.Api.Strategies.Core;

/// <summary>Fields of services that are going away or have no effect.</summary>
/// <remarks>Follows pkg/api/service/warnings.go (v1.36.3).</remarks>
internal static class ServiceWarnings
{
    public static void Add(ref List<string>? warnings, Service value, Service? old)
    {
        var spec = value.Spec;
        if (value.Metadata.Annotations.ContainsKey("service.kubernetes.io/topology-aware-hints"))
        {
            Say(ref warnings, "metadata.annotations[service.kubernetes.io/topology-aware-hints]: deprecated in v1.27; use service.kubernetes.io/topology-mode instead");
        }
        if (ServiceRules.IsHeadless(spec))
        {
            if (!string.IsNullOrEmpty(spec.LoadBalancerIP))
            {
                Say(ref warnings, "spec.loadBalancerIP is ignored when spec.clusterIP is \"None\"");
            }
            if (!spec.ExternalIPs.IsEmpty)
            {
                Say(ref warnings, "spec.externalIPs is ignored when spec.clusterIP is \"None\"");
            }
            if (spec.SessionAffinity != "None")
            {
                Say(ref warnings, "spec.SessionAffinity is ignored for headless services");
            }
        }
        if (!spec.ExternalIPs.IsEmpty && old?.Spec.ExternalIPs != spec.ExternalIPs)
        {
            Say(ref warnings, "spec.externalIPs is deprecated and may no longer be implemented in some clusters");
        }
        if (!string.IsNullOrEmpty(spec.ExternalName) && spec.Type != "ExternalName")
        {
            Say(ref warnings, "spec.externalName is ignored when spec.type is not \"ExternalName\"");
        }
        if (spec.TrafficDistribution == "PreferClose" && old?.Spec.TrafficDistribution != "PreferClose")
        {
            Say(ref warnings, "spec.trafficDistribution: \"PreferClose\" is deprecated in v1.35+; use \"PreferSameZone\" instead");
        }
    }

    private static void Say(ref List<string>? warnings, string text) => (warnings ??= []).Add(text);
}
