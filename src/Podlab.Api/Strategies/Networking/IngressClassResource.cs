using Podlab.Api.Model;
using Podlab.Api.Validation;

namespace Podlab.Api.Strategies.Networking;

/// <summary>Classes of ingresses; who serves them is settled for ever.</summary>
internal sealed class IngressClassResource : ResourceStrategy<IngressClass>
{
    protected override MetadataChecks UpdateChecks => MetadataChecks.Step;

    protected override IngressClass Default(IngressClass value) => value.Spec.Parameters is { Scope: null } parameters
        ? value with { Spec = value.Spec with { Parameters = parameters with { Scope = "Cluster" } } } : value;

    protected override IngressClass PrepareForCreate(IngressClass value) => value with { Metadata = value.Metadata with { Generation = 1 } };

    protected override IngressClass PrepareForUpdate(IngressClass value, IngressClass old) =>
        value.Spec == old.Spec ? value : value with { Metadata = value.Metadata with { Generation = old.Metadata.Generation + 1 } };

    protected override void Validate(FieldErrorList errors, IngressClass value)
    {
        if (!errors.RequireText(FieldPath.Spec, "controller", value.Spec.Controller))
        {
            return;
        }
        var parts = value.Spec.Controller!.Split('/', 2);
        if (parts.Length < 2 || parts[1].Length == 0)
        {
            errors.Invalid(FieldPath.Spec.Child("controller"), value.Spec.Controller, "must be a domain-prefixed path (such as \"acme.io/foo\")");
        }
        else
        {
            errors.DnsSubdomain(FieldPath.Spec, "controller", parts[0]);
        }
    }

    protected override void ValidateUpdate(FieldErrorList errors, IngressClass value, IngressClass old)
    {
        if (value.Spec.Controller != old.Spec.Controller)
        {
            errors.Invalid(FieldPath.Spec.Child("controller"), value.Spec.Controller, FormatRules.Immutable);
        }
    }
}
