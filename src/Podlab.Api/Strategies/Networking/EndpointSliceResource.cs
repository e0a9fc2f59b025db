using Podlab.Api.Model;
using Podlab.Api.Validation;
using Podlab.Api.Validation.Networking;

namespace Podlab.Api.Strategies.Networking;

/// <summary>Endpoint slices.</summary>
/// <remarks>Follows pkg/registry/discovery/endpointslice/strategy.go (v1.36.3).</remarks>
internal sealed class EndpointSliceResource : ResourceStrategy<EndpointSlice>
{
    public override bool AllowsCreateOnUpdate => true;

    protected override EndpointSlice Default(EndpointSlice value) => value with { Ports = value.Ports.Map(port => port with { Name = port.Name ?? "", Protocol = port.Protocol ?? "TCP" }) };

    /// <remarks>The topology of v1beta1 is not for v1's writers.</remarks>
    protected override EndpointSlice PrepareForCreate(EndpointSlice value) => value with
    {
        Metadata = value.Metadata with { Generation = 1 },
        Endpoints = value.Endpoints.Map(endpoint => endpoint.DeprecatedTopology.IsAbsent ? endpoint : endpoint with { DeprecatedTopology = default }),
    };

    protected override EndpointSlice PrepareForUpdate(EndpointSlice value, EndpointSlice old)
    {
        var same = value with { Metadata = old.Metadata } == old && value.Metadata.Labels == old.Metadata.Labels;
        return value with { Metadata = value.Metadata with { Generation = same ? old.Metadata.Generation : old.Metadata.Generation + 1 } };
    }

    protected override void AddWarnings(ref List<string>? warnings, EndpointSlice value, EndpointSlice? old)
    {
        if (value.AddressType == "FQDN")
        {
            (warnings ??= []).Add("spec.addressType: FQDN endpoints are deprecated");
        }
        if (value.Metadata.Labels.GetValueOrDefault("endpointslice.kubernetes.io/managed-by") is "endpointslice-controller.k8s.io" or "endpointslicemirroring-controller.k8s.io")
        {
            return;
        }
        for (var i = 0; i < value.Endpoints.Count; i++)
        {
            AddressWarnings.Ips(ref warnings, $"endpoints[{i}].addresses", value.Endpoints[i].Addresses);
        }
    }

    protected override void Validate(FieldErrorList errors, EndpointSlice value) => EndpointSliceValidation.Validate(errors, value);

    protected override void ValidateUpdate(FieldErrorList errors, EndpointSlice value, EndpointSlice old)
    {
        Validate(errors, value);
        if (value.AddressType != old.AddressType)
        {
            errors.Invalid(FieldPath.Of("addressType"), value.AddressType, FormatRules.Immutable);
        }
    }
}
