using Podlab.Api.Model;
using Podlab.Api.Validation;
using Podlab.Api.Validation.Networking;

namespace Podlab.Api.Strategies.Networking;

/// <summary>Ingresses; a generation counts their specs.</summary>
/// <remarks>Follows pkg/registry/networking/ingress/strategy.go (v1.36.3).</remarks>
internal sealed class IngressResource : ResourceStrategy<Ingress>
{
    private const string OldClass = "kubernetes.io/ingress.class";
    private readonly StatusStrategy<Ingress> status;

    public IngressResource() => status = new StatusStrategy<Ingress>(this, static (value, old) => value with { Spec = old.Spec }, static (errors, value, _) => IngressValidation.Status(errors, value.Status));

    public override ResourceStrategy? Subresource(string name) => name == "status" ? status : null;

    protected override Ingress PrepareForCreate(Ingress value) => value with { Metadata = value.Metadata with { Generation = 1 }, Status = IngressStatus.Empty };

    protected override Ingress PrepareForUpdate(Ingress value, Ingress old)
    {
        value = value with { Status = old.Status };
        return value.Spec == old.Spec ? value : value with { Metadata = value.Metadata with { Generation = old.Metadata.Generation + 1 } };
    }

    protected override void Validate(FieldErrorList errors, Ingress value)
    {
        IngressValidation.Validate(errors, value.Spec);
        if (value.Spec.IngressClassName is { } name && value.Metadata.Annotations.TryGetValue(OldClass, out var annotated) && annotated != name)
        {
            errors.Invalid(FieldPath.Of("annotations").Child(OldClass), annotated, "must match `ingressClassName` when both are specified");
        }
    }

    protected override void ValidateUpdate(FieldErrorList errors, Ingress value, Ingress old) => IngressValidation.Validate(errors, value.Spec);

    protected override void AddWarnings(ref List<string>? warnings, Ingress value, Ingress? old)
    {
        if (old is null && value.Metadata.Annotations.ContainsKey(OldClass))
        {
            (warnings ??= []).Add($"annotation {GoText.Quote(OldClass)} is deprecated, please use 'spec.ingressClassName' instead");
        }
    }
}
