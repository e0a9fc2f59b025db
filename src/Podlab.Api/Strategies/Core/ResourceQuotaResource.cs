using Podlab.Api.Compute;
using Podlab.Api.Defaulting;
using Podlab.Api.Model;
using Podlab.Api.Validation;
using Podlab.Api.Validation.Pods;

namespace Podlab.Api.Strategies.Core;

/// <summary>Resource quotas.</summary>
/// <remarks>Follows pkg/apis/core/validation/validation.go and pkg/apis/core/helper/helpers.go (v1.36.3).</remarks>
internal sealed class ResourceQuotaResource : ResourceStrategy<ResourceQuota>
{
    private readonly StatusStrategy<ResourceQuota> status;

    public ResourceQuotaResource() => status = new StatusStrategy<ResourceQuota>(this, static (value, old) => value with { Spec = old.Spec },
        static (errors, value, _) => Lists(errors, value.Status));

    protected override MetadataChecks UpdateChecks => MetadataChecks.Step;

    public override ResourceStrategy? Subresource(string name) => name == "status" ? status : null;

    protected override ResourceQuota Default(ResourceQuota value) => value with
    {
        Spec = value.Spec with { Hard = ResourceListDefaults.Apply(value.Spec.Hard) },
        Status = value.Status with { Hard = ResourceListDefaults.Apply(value.Status.Hard), Used = ResourceListDefaults.Apply(value.Status.Used) },
    };

    protected override ResourceQuota PrepareForCreate(ResourceQuota value) => value with { Status = ResourceQuotaStatus.Empty };

    protected override ResourceQuota PrepareForUpdate(ResourceQuota value, ResourceQuota old) => value with { Status = old.Status };

    protected override void Validate(FieldErrorList errors, ResourceQuota value) => QuotaScopes.Validate(errors, value.Spec);

    protected override void ValidateUpdate(FieldErrorList errors, ResourceQuota value, ResourceQuota old)
    {
        Validate(errors, value);
        if (!value.Spec.Scopes.ToHashSet(StringComparer.Ordinal).SetEquals(old.Spec.Scopes))
        {
            errors.Invalid(FieldPath.Spec.Child("scopes"), value.Spec.Scopes.IsAbsent ? GoJson.Null : value.Spec.Scopes, FormatRules.Immutable);
        }
    }

    public static void List(FieldErrorList errors, ValueMap<Quantity> list, FieldPath path)
    {
        foreach (var (name, amount) in list)
        {
            ResourceValidation.Name(errors, name, path.Key(name));
            if (!name.Contains('/') && !ResourceNames.IsStandardQuota(name))
            {
                errors.Invalid(path.Key(name), name, "must be a standard resource for quota");
            }
            ResourceValidation.Amount(errors, name, amount, path.Key(name));
        }
    }

    private static void Lists(FieldErrorList errors, ResourceQuotaStatus status)
    {
        List(errors, status.Hard, FieldPath.Status.Child("hard"));
        List(errors, status.Used, FieldPath.Status.Child("used"));
    }
}
