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

    protected override EndpointSlice PrepareForCreate(EndpointSlice value) => value with { Metadata = value.Metadata with { Generation = 1 } };

    protected override EndpointSlice PrepareForUpdate(EndpointSlice value, EndpointSlice old)
    {
        var same = value with { Metadata = old.Metadata } == old && value.Metadata.Labels == old.Metadata.Labels;
        return value with { Metadata = value.Metadata with { Generation = same ? old.Metadata.Generation : old.Metadata.Generation + 1 } };
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
