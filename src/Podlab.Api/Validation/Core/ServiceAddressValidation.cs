using System.Net;
using System.Net.Sockets;
using Podlab.Api.Model;
using Podlab.Api.Strategies.Core;

namespace Podlab.Api.Validation.Core;

/// <summary>Addresses and address families of services.</summary>
internal static class ServiceAddressValidation
{
    public static void Validate(FieldErrorList errors, ServiceSpec spec)
    {
        if (spec.Type == "ExternalName")
        {
            return;
        }
        var path = FieldPath.Spec.Child("clusterIPs");
        if (string.IsNullOrEmpty(spec.ClusterIP))
        {
            if (!spec.ClusterIPs.IsEmpty)
            {
                errors.Invalid(path, spec.ClusterIPs, "must be empty when `clusterIP` is not specified");
            }
        }
        else if (spec.ClusterIPs.IsEmpty)
        {
            errors.Required(path);
        }
        else if (spec.ClusterIPs[0] != spec.ClusterIP)
        {
            errors.Invalid(path, spec.ClusterIPs, "first value must match `clusterIP`");
        }
        Families(errors, spec);
        if (!Addresses(errors, spec, path))
        {
            return;
        }
        if (spec.ClusterIPs.Count > 1 && spec.ClusterIPs.Select(Family).Distinct().Count() < 2)
        {
            errors.Invalid(path, spec.ClusterIPs, "may specify no more than one IP for each IP family");
        }
        for (var i = 0; !ServiceRules.IsHeadless(spec) && i < Math.Min(spec.ClusterIPs.Count, spec.IpFamilies.Count); i++)
        {
            var isIpv6 = Family(spec.ClusterIPs[i]) == AddressFamily.InterNetworkV6;
            if (spec.IpFamilies[i] == (isIpv6 ? "IPv4" : "IPv6"))
            {
                errors.Invalid(path.Index(i), spec.ClusterIPs[i], $"expected an {spec.IpFamilies[i]} value as indicated by `ipFamilies[{i}]`");
            }
        }
    }

    /// <summary>An address that other hosts can reach.</summary>
    public static void Outside(FieldErrorList errors, string text, FieldPath path)
    {
        if (FormatRules.Ip(errors, path, text) && FormatRules.TryParseIp(text, out var address))
        {
            Reachable(errors, text, address, path);
        }
    }

    /// <summary>Unspecified, loopback and link-local addresses mean another host on every host.</summary>
    public static void Reachable(FieldErrorList errors, string text, IPAddress address, FieldPath path)
    {
        var bytes = address.GetAddressBytes();
        if (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any))
        {
            errors.Invalid(path, text, $"may not be unspecified ({text})");
        }
        if (IPAddress.IsLoopback(address))
        {
            errors.Invalid(path, text, "may not be in the loopback range (127.0.0.0/8, ::1/128)");
        }
        if (address.IsIPv6LinkLocal || bytes is [169, 254, _, _])
        {
            errors.Invalid(path, text, "may not be in the link-local range (169.254.0.0/16, fe80::/10)");
        }
        if (bytes is [224, 0, 0, _] || (bytes.Length == 16 && bytes[0] == 0xff && (bytes[1] & 0x0f) == 0x02))
        {
            errors.Invalid(path, text, "may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)");
        }
    }

    private static void Families(FieldErrorList errors, ServiceSpec spec)
    {
        var path = FieldPath.Spec.Child("ipFamilies");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < spec.IpFamilies.Count; i++)
        {
            if (spec.IpFamilies[i] is not ("IPv4" or "IPv6"))
            {
                errors.NotSupported(path.Index(i), spec.IpFamilies[i], "IPv4", "IPv6");
            }
            if (!seen.Add(spec.IpFamilies[i]))
            {
                errors.Duplicate(path.Index(i), spec.IpFamilies[i]);
            }
        }
        if (spec.IpFamilyPolicy is { } policy)
        {
            errors.Supported(FieldPath.Spec, "ipFamilyPolicy", policy, "PreferDualStack", "RequireDualStack", "SingleStack");
        }
    }

    private static bool Addresses(FieldErrorList errors, ServiceSpec spec, FieldPath path)
    {
        var valid = true;
        for (var i = 0; i < spec.ClusterIPs.Count; i++)
        {
            if (i == 0 && spec.ClusterIPs[i] == ServiceRules.NoAddress)
            {
                if (spec.ClusterIPs.Count > 1)
                {
                    errors.Invalid(path, spec.ClusterIPs, "'None' must be the first and only value");
                    valid = false;
                }
            }
            else
            {
                valid &= FormatRules.Ip(errors, path.Index(i), spec.ClusterIPs[i]);
            }
        }
        if (spec.ClusterIPs.Count > 2)
        {
            errors.Invalid(path, spec.ClusterIPs, "may only hold up to 2 values");
        }
        return valid;
    }

    private static AddressFamily Family(string text) => FormatRules.TryParseIp(text, out var address) ? address.AddressFamily : AddressFamily.Unspecified;
}
