using System.Net.Sockets;
using Podlab.Api.Model;
using Podlab.Api.Validation.Core;

namespace Podlab.Api.Validation.Networking;

/// <remarks>Follows pkg/apis/discovery/validation/validation.go (v1.36.3).</remarks>
internal static class EndpointSliceValidation
{
    private const int MostAddresses = 100;
    private const int MostEndpoints = 1000;
    private const int MostPorts = 20_000;
    private const int MostHints = 8;

    public static void Validate(FieldErrorList errors, EndpointSlice slice)
    {
        errors.OneOf(FieldPath.Of("addressType"), slice.AddressType);
        var endpoints = FieldPath.Of("endpoints");
        if (slice.Endpoints.Count > MostEndpoints)
        {
            errors.TooMany(endpoints, slice.Endpoints.Count, MostEndpoints);
        }
        for (var i = 0; i < slice.Endpoints.Count && slice.Endpoints.Count <= MostEndpoints; i++)
        {
            One(errors, slice.Endpoints[i], slice.AddressType, endpoints.Index(i));
        }
        Ports(errors, slice.Ports, FieldPath.Of("ports"));
    }

    private static void OneOf(this FieldErrorList errors, FieldPath path, string type)
    {
        if (string.IsNullOrEmpty(type))
        {
            errors.Required(path);
        }
        else if (type is not ("FQDN" or "IPv4" or "IPv6"))
        {
            errors.NotSupported(path, type, "FQDN", "IPv4", "IPv6");
        }
    }

    private static void One(FieldErrorList errors, Endpoint endpoint, string type, FieldPath path)
    {
        var addresses = path.Child("addresses");
        if (endpoint.Addresses.IsEmpty)
        {
            errors.Required(addresses, "must contain at least 1 address");
        }
        else if (endpoint.Addresses.Count > MostAddresses)
        {
            errors.TooMany(addresses, endpoint.Addresses.Count, MostAddresses);
        }
        for (var i = 0; i < endpoint.Addresses.Count; i++)
        {
            Address(errors, endpoint.Addresses[i], type, addresses.Index(i));
        }
        if (endpoint.NodeName is { } node)
        {
            errors.DnsSubdomain(path, "nodeName", node);
        }
        if (endpoint.Hostname is { } host)
        {
            errors.DnsLabel(path, "hostname", host);
        }
        if (endpoint.Hints is { } hints)
        {
            Hints(errors, hints, path.Child("hints"));
        }
    }

    private static void Address(FieldErrorList errors, string text, string type, FieldPath path)
    {
        switch (type)
        {
            case "IPv4":
            case "IPv6":
                var family = type == "IPv4" ? AddressFamily.InterNetwork : AddressFamily.InterNetworkV6;
                if (!FormatRules.Ip(errors, path, text) || !FormatRules.TryParseIp(text, out var address))
                {
                    break;
                }
                if (address.AddressFamily != family)
                {
                    errors.Invalid(path, text, $"must be an {type} address");
                }
                else
                {
                    ServiceAddressValidation.Reachable(errors, text, address, path);
                }
                break;
            case "FQDN":
                DomainName(errors, text, path);
                break;
        }
    }

    /// <summary>A name of two labels or more; a dot at the end is no part of it.</summary>
    private static void DomainName(FieldErrorList errors, string text, FieldPath path)
    {
        if (text.Length == 0)
        {
            errors.Required(path);
            return;
        }
        var name = text.EndsWith('.') ? text[..^1] : text;
        if (NameRules.DnsSubdomain(name) is { Count: > 0 } reasons)
        {
            errors.Invalid(path, name, string.Join(',', reasons));
            return;
        }
        var labels = name.Split('.');
        if (labels.Length < 2)
        {
            errors.Invalid(path, name, "should be a domain with at least two segments separated by dots");
            return;
        }
        foreach (var label in labels)
        {
            if (NameRules.DnsLabel(label) is { Count: > 0 } complaints)
            {
                errors.Invalid(path, label, string.Join(',', complaints));
                return;
            }
        }
    }

    private static void Hints(FieldErrorList errors, EndpointHints hints, FieldPath path)
    {
        var zones = path.Child("forZones");
        if (hints.ForZones.Count > MostHints)
        {
            errors.TooMany(zones, hints.ForZones.Count, MostHints);
            return;
        }
        var seen = new HashSet<string>();
        for (var i = 0; i < hints.ForZones.Count; i++)
        {
            if (!seen.Add(hints.ForZones[i].Name))
            {
                errors.Duplicate(zones.Index(i).Child("name"), hints.ForZones[i].Name);
            }
        }
        var nodes = path.Child("forNodes");
        if (hints.ForNodes.Count > MostHints)
        {
            errors.TooMany(nodes, hints.ForNodes.Count, MostHints);
            return;
        }
        seen.Clear();
        for (var i = 0; i < hints.ForNodes.Count; i++)
        {
            var name = hints.ForNodes[i].Name;
            if (!seen.Add(name))
            {
                errors.Duplicate(nodes.Index(i).Child("name"), name);
            }
            else
            {
                errors.DnsSubdomain(nodes.Index(i), "name", name);
            }
        }
    }

    private static void Ports(FieldErrorList errors, ValueList<DiscoveryEndpointPort> ports, FieldPath path)
    {
        if (ports.Count > MostPorts)
        {
            errors.TooMany(path, ports.Count, MostPorts);
            return;
        }
        var seen = new HashSet<string>();
        for (var i = 0; i < ports.Count; i++)
        {
            var (port, at) = (ports[i], path.Index(i));
            var name = port.Name ?? "";
            if (name.Length > 0)
            {
                errors.DnsLabel(at, "name", name);
            }
            if (!seen.Add(name))
            {
                errors.Duplicate(at.Child("name"), name);
            }
            errors.Supported(at, "protocol", port.Protocol ?? "", "SCTP", "TCP", "UDP");
            if (port.AppProtocol is { } protocol)
            {
                errors.QualifiedName(at.Child("appProtocol"), protocol);
            }
        }
    }
}
