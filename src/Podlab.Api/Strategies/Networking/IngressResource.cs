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

    public IngressResource() => status = new StatusStrategy<Ingress>(this, static (value, old) => value with { Spec = old.Spec });

    public override ResourceStrategy? Subresource(string name) => name == "status" ? status : null;

    protected override Ingress PrepareForCreate(Ingress value) => value with { Metadata = value.Metadata with { Generation = 1 }, Status = IngressStatus.Empty };

    protected override Ingress PrepareForUpdate(Ingress value, Ingress old)
    {
        value = value with { Status = old.Status };
        return value.Spec == old.Spec ? value : value with { Metadata = value.Metadata with { Generation = old.Metadata.Generation + 1 } };
    }

    protected override void Validate(FieldErrorList errors, Ingress value)
    {
        if (value.Spec.IngressClassName is not null && value.Metadata.Annotations.ContainsKey(OldClass))
        {
            errors.Invalid(FieldPath.Metadata.Child("annotations").Child(OldClass), value.Metadata.Annotations[OldClass], "can not be set when the class field is also set");
        }
        IngressValidation.Validate(errors, value.Spec);
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
