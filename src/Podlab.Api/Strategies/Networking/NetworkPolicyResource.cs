using Podlab.Api.Model;
using Podlab.Api.Validation;
using Podlab.Api.Validation.Networking;

namespace Podlab.Api.Strategies.Networking;

/// <summary>Network policies.</summary>
/// <remarks>Follows pkg/registry/networking/networkpolicy/strategy.go and pkg/apis/networking/v1/defaults.go (v1.36.3).</remarks>
internal sealed class NetworkPolicyResource : ResourceStrategy<NetworkPolicy>
{
    protected override NetworkPolicy Default(NetworkPolicy value)
    {
        if (value.Spec is not { } spec)
        {
            return value;
        }
        ValueList<string> both = spec.Egress.IsEmpty ? ["Ingress"] : ["Ingress", "Egress"];
        return value with
        {
            Spec = spec with
            {
                PolicyTypes = spec.PolicyTypes.IsEmpty ? both : spec.PolicyTypes,
                Ingress = spec.Ingress.Map(rule => rule with { Ports = rule.Ports.Map(Default) }),
                Egress = spec.Egress.Map(rule => rule with { Ports = rule.Ports.Map(Default) }),
            },
        };
    }

    protected override NetworkPolicy PrepareForCreate(NetworkPolicy value) => value with { Metadata = value.Metadata with { Generation = 1 } };

    protected override NetworkPolicy PrepareForUpdate(NetworkPolicy value, NetworkPolicy old) =>
        value.Spec == old.Spec ? value : value with { Metadata = value.Metadata with { Generation = old.Metadata.Generation + 1 } };

    protected override void Validate(FieldErrorList errors, NetworkPolicy value)
    {
        if (value.Spec is { } spec)
        {
            NetworkPolicyValidation.Validate(errors, spec, FieldPath.Spec);
        }
    }

    private static NetworkPolicyPort Default(NetworkPolicyPort port) => port.Protocol is null ? port with { Protocol = "TCP" } : port;
}
