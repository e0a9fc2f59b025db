using Podlab.Api.Model;
using Podlab.Api.Validation;

namespace Podlab.Api.Strategies.Networking;

/// <summary>Classes of ingresses; who serves them is settled for ever.</summary>
/// <remarks>Follows pkg/apis/networking/validation/validation.go, ValidateIngressClass (v1.36.3).</remarks>
internal sealed class IngressClassResource : ResourceStrategy<IngressClass>
{
    private const int LongestController = 250;

    protected override MetadataChecks UpdateChecks => MetadataChecks.Step;

    protected override IngressClass Default(IngressClass value) => value.Spec.Parameters is { Scope: null } parameters
        ? value with { Spec = value.Spec with { Parameters = parameters with { Scope = "Cluster" } } } : value;

    protected override IngressClass PrepareForCreate(IngressClass value) => value with { Metadata = value.Metadata with { Generation = 1 } };

    protected override IngressClass PrepareForUpdate(IngressClass value, IngressClass old) =>
        value.Spec == old.Spec ? value : value with { Metadata = value.Metadata with { Generation = old.Metadata.Generation + 1 } };

    protected override void Validate(FieldErrorList errors, IngressClass value)
    {
        var path = FieldPath.Spec.Child("controller");
        var controller = value.Spec.Controller ?? "";
        if (controller.Length > LongestController)
        {
            errors.TooLong(path, LongestController);
        }
        DomainPrefixedPath.Validate(errors, controller, path);
        if (value.Spec.Parameters is { } parameters)
        {
            Parameters(errors, parameters, FieldPath.Spec.Child("parameters"));
        }
    }

    protected override void ValidateUpdate(FieldErrorList errors, IngressClass value, IngressClass old)
    {
        if (value.Spec.Controller != old.Spec.Controller)
        {
            errors.Invalid(FieldPath.Spec.Child("controller"), value.Spec.Controller, FormatRules.Immutable);
        }
        ObjectMetaValidation.Validate(errors, value.Metadata, IsNamespaced, NameForm);
        Validate(errors, value);
    }

    private static void Parameters(FieldErrorList errors, IngressClassParametersReference parameters, FieldPath path)
    {
        if (parameters.ApiGroup is { } group)
        {
            errors.DnsSubdomain(path, "apiGroup", group);
        }
        if (errors.RequireText(path, "kind", parameters.Kind))
        {
            errors.InvalidAll(path.Child("kind"), parameters.Kind, NameForms.PathSegment(parameters.Kind, false));
        }
        if (errors.RequireText(path, "name", parameters.Name))
        {
            errors.InvalidAll(path.Child("name"), parameters.Name, NameForms.PathSegment(parameters.Name, false));
        }
        switch (parameters.Scope)
        {
            case null:
                errors.Required(path.Child("scope"));
                break;
            case "Namespace" when parameters.Namespace is null:
                errors.Required(path.Child("namespace"), "`parameters.scope` is set to 'Namespace'");
                break;
            case "Namespace":
                errors.DnsLabel(path, "namespace", parameters.Namespace);
                break;
            case "Cluster" when parameters.Namespace is not null:
                errors.Forbidden(path.Child("namespace"), "`parameters.scope` is set to 'Cluster'");
                break;
            case "Cluster":
                break;
            default:
                errors.NotSupported(path.Child("scope"), parameters.Scope, "Cluster", "Namespace");
                break;
        }
    }
}
