using Podlab.Api.Defaulting;
using Podlab.Api.Model;
using Podlab.Api.Validation;
using Podlab.Api.Validation.Core;

namespace Podlab.Api.Strategies.Core;

/// <summary>Endpoints.</summary>
internal sealed class EndpointsResource : ResourceStrategy<Endpoints>
{
    public override bool AllowsCreateOnUpdate => true;

    protected override Endpoints Default(Endpoints value) => value with
    {
        Subsets = value.Subsets.Map(subset => subset with { Ports = subset.Ports.Map(port => port with { Protocol = port.Protocol.Or("TCP") }) }),
    };

    protected override void AddWarnings(ref List<string>? warnings, Endpoints value, Endpoints? old)
    {
        if (value.Metadata.Labels.GetValueOrDefault("endpoints.kubernetes.io/managed-by") == "endpoint-controller")
        {
            return;
        }
        for (var i = 0; i < value.Subsets.Count; i++)
        {
            for (var a = 0; a < value.Subsets[i].Addresses.Count; a++)
            {
                AddressWarnings.Ip(ref warnings, $"subsets[{i}].addresses[{a}].ip", value.Subsets[i].Addresses[a].Ip);
            }
            for (var a = 0; a < value.Subsets[i].NotReadyAddresses.Count; a++)
            {
                AddressWarnings.Ip(ref warnings, $"subsets[{i}].notReadyAddresses[{a}].ip", value.Subsets[i].NotReadyAddresses[a].Ip);
            }
        }
    }

    protected override void Validate(FieldErrorList errors, Endpoints value)
    {
        var path = FieldPath.Of("subsets");
        for (var i = 0; i < value.Subsets.Count; i++)
        {
            Subset(errors, value.Subsets[i], path.Index(i));
        }
    }

    private static void Subset(FieldErrorList errors, EndpointSubset subset, FieldPath path)
    {
        if (subset.Addresses.IsEmpty && subset.NotReadyAddresses.IsEmpty)
        {
            errors.Required(path, "must specify `addresses` or `notReadyAddresses`");
        }
        for (var i = 0; i < subset.Addresses.Count; i++)
        {
            Address(errors, subset.Addresses[i], path.Child("addresses").Index(i));
        }
        for (var i = 0; i < subset.NotReadyAddresses.Count; i++)
        {
            Address(errors, subset.NotReadyAddresses[i], path.Child("notReadyAddresses").Index(i));
        }
        for (var i = 0; i < subset.Ports.Count; i++)
        {
            Port(errors, subset.Ports[i], subset.Ports.Count > 1, path.Child("ports").Index(i));
        }
    }

    private static void Address(FieldErrorList errors, EndpointAddress address, FieldPath path)
    {
        FormatRules.Ip(errors, path.Child("ip"), address.Ip);
        if (!string.IsNullOrEmpty(address.Hostname))
        {
            errors.DnsLabel(path, "hostname", address.Hostname);
        }
        if (address.NodeName is { } node)
        {
            errors.DnsSubdomain(path, "nodeName", node);
        }
        if (FormatRules.TryParseIp(address.Ip, out var ip))
        {
            ServiceAddressValidation.Reachable(errors, address.Ip, ip, path.Child("ip"));
        }
        else
        {
            errors.Invalid(path.Child("ip"), address.Ip, "must be a valid IP address");
        }
    }

    private static void Port(FieldErrorList errors, EndpointPort port, bool needsName, FieldPath path)
    {
        if (!string.IsNullOrEmpty(port.Name))
        {
            errors.DnsLabel(path, "name", port.Name);
        }
        else if (needsName)
        {
            errors.Required(path.Child("name"));
        }
        errors.InvalidAll(path.Child("port"), port.Port, FormatRules.PortNumber(port.Port));
        errors.OneOf(path, "protocol", port.Protocol, "SCTP", "TCP", "UDP");
        if (port.AppProtocol is { } protocol)
        {
            errors.QualifiedName(path.Child("appProtocol"), protocol);
        }
    }
}
