using System.Net;
using Podlab.Api.Model;
using Podlab.Api.Validation.Selectors;

namespace Podlab.Api.Validation.Networking;

/// <remarks>Follows pkg/apis/networking/validation/validation.go (v1.36.3).</remarks>
internal static class NetworkPolicyValidation
{
    public static void Validate(FieldErrorList errors, NetworkPolicySpec spec, FieldPath path)
    {
        LabelSelectorValidation.Validate(errors, spec.PodSelector, path.Child("podSelector"));
        for (var i = 0; i < spec.Ingress.Count; i++)
        {
            Rule(errors, spec.Ingress[i].Ports, spec.Ingress[i].From, path.Child("ingress").Index(i), "from");
        }
        for (var i = 0; i < spec.Egress.Count; i++)
        {
            Rule(errors, spec.Egress[i].Ports, spec.Egress[i].To, path.Child("egress").Index(i), "to");
        }
        var types = path.Child("policyTypes");
        if (spec.PolicyTypes.Count > 2)
        {
            errors.Invalid(types, spec.PolicyTypes, "may not specify more than two policyTypes");
            return;
        }
        for (var i = 0; i < spec.PolicyTypes.Count; i++)
        {
            if (spec.PolicyTypes[i] is not ("Ingress" or "Egress"))
            {
                errors.NotSupported(types.Index(i), spec.PolicyTypes[i], "Ingress", "Egress");
            }
        }
    }

    private static void Rule(FieldErrorList errors, ValueList<NetworkPolicyPort> ports, ValueList<NetworkPolicyPeer> peers, FieldPath path, string direction)
    {
        for (var i = 0; i < ports.Count; i++)
        {
            Port(errors, ports[i], path.Child("ports").Index(i));
        }
        for (var i = 0; i < peers.Count; i++)
        {
            Peer(errors, peers[i], path.Child(direction).Index(i));
        }
    }

    private static void Port(FieldErrorList errors, NetworkPolicyPort port, FieldPath path)
    {
        if (port.Protocol is { } protocol and not ("TCP" or "UDP" or "SCTP"))
        {
            errors.NotSupported(path.Child("protocol"), protocol, "TCP", "UDP", "SCTP");
        }
        var end = path.Child("endPort");
        switch (port.Port)
        {
            case null when port.EndPort is not null:
                errors.Invalid(end, port.EndPort, "may not be specified when `port` is not specified");
                break;
            case { IsInt: true } number:
                errors.InvalidAll(path.Child("port"), number.IntValue, FormatRules.PortNumber(number.IntValue));
                if (port.EndPort is { } last)
                {
                    if (last < number.IntValue)
                    {
                        errors.Invalid(end, number.IntValue, "must be greater than or equal to `port`");
                    }
                    errors.InvalidAll(end, last, FormatRules.PortNumber(last));
                }
                break;
            case { } name:
                if (port.EndPort is not null)
                {
                    errors.Invalid(end, port.EndPort, "may not be specified when `port` is non-numeric");
                }
                errors.InvalidAll(path.Child("port"), name.StringValue, FormatRules.PortName(name.StringValue));
                break;
        }
    }

    private static void Peer(FieldErrorList errors, NetworkPolicyPeer peer, FieldPath path)
    {
        if (peer is { PodSelector: null, NamespaceSelector: null, IpBlock: null })
        {
            errors.Required(path, "must specify a peer");
            return;
        }
        if (peer.PodSelector is { } pods)
        {
            LabelSelectorValidation.Validate(errors, pods, path.Child("podSelector"));
        }
        if (peer.NamespaceSelector is { } namespaces)
        {
            LabelSelectorValidation.Validate(errors, namespaces, path.Child("namespaceSelector"));
        }
        if (peer.IpBlock is not { } block)
        {
            return;
        }
        Block(errors, block, path.Child("ipBlock"));
        if (peer.PodSelector is not null || peer.NamespaceSelector is not null)
        {
            errors.Forbidden(path, "may not specify both ipBlock and another peer");
        }
    }

    private static void Block(FieldErrorList errors, IPBlock block, FieldPath path)
    {
        if (!errors.RequireText(path, "cidr", block.Cidr))
        {
            return;
        }
        FormatRules.Cidr(errors, path.Child("cidr"), block.Cidr);
        if (!FormatRules.TryParseCidr(block.Cidr, out var network, out var bits))
        {
            return;
        }
        for (var i = 0; i < block.Except.Count; i++)
        {
            var at = path.Child("except").Index(i);
            FormatRules.Cidr(errors, at, block.Except[i]);
            if (FormatRules.TryParseCidr(block.Except[i], out var except, out var exceptBits) && (exceptBits <= bits || !Contains(network, bits, except)))
            {
                errors.Invalid(at, block.Except[i], "must be a strict subset of `cidr`");
            }
        }
    }

    private static bool Contains(IPAddress network, int bits, IPAddress address)
    {
        var (a, b) = (network.GetAddressBytes(), address.GetAddressBytes());
        if (a.Length != b.Length)
        {
            return false;
        }
        for (var i = 0; i < bits; i++)
        {
            if (((a[i / 8] ^ b[i / 8]) >> (7 - (i % 8)) & 1) != 0)
            {
                return false;
            }
        }
        return true;
    }
}
