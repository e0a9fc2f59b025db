using Podlab.Api.Model;

namespace Podlab.Api.Strategies.Core;

/// <summary>Address families: the cluster has one, IPv4.</summary>
internal static class ServiceFamilies
{
    public static Service Apply(Service value)
    {
        var spec = value.Spec;
        if (!ServiceRules.NeedsClusterIp(spec))
        {
            return value;
        }
        var withoutSelector = ServiceRules.IsHeadless(spec) && spec.Selector.IsEmpty;
        if (withoutSelector && spec.IpFamilyPolicy is null)
        {
            spec = spec with { IpFamilyPolicy = spec.IpFamilies.Count == 1 ? "SingleStack" : "RequireDualStack" };
        }
        spec = spec with { IpFamilyPolicy = spec.IpFamilyPolicy ?? "SingleStack" };
        if (spec.IpFamilies.IsEmpty)
        {
            spec = spec with { IpFamilies = ["IPv4"] };
        }
        if (withoutSelector && spec.IpFamilies.Count == 1 && spec.IpFamilyPolicy != "SingleStack")
        {
            spec = spec with { IpFamilies = spec.IpFamilies.Add(spec.IpFamilies[0] == "IPv4" ? "IPv6" : "IPv4") };
        }
        return value with { Spec = spec };
    }
}
