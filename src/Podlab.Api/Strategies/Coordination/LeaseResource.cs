using Podlab.Api.Model;
using Podlab.Api.Validation;

namespace Podlab.Api.Strategies.Coordination;

/// <summary>Leases.</summary>
internal sealed class LeaseResource : ResourceStrategy<Lease>
{
    public override bool AllowsCreateOnUpdate => true;

    public override bool AllowsUnconditionalUpdate => false;

    protected override Lease PrepareForCreate(Lease value) => Drop(value);

    protected override Lease PrepareForUpdate(Lease value, Lease old) =>
        old.Spec.Strategy is null && old.Spec.PreferredHolder is null ? Drop(value) : value;

    /// <summary>Coordinated elections are a feature that is off.</summary>
    private static Lease Drop(Lease value) => value with { Spec = value.Spec with { Strategy = null, PreferredHolder = null } };

    protected override void Validate(FieldErrorList errors, Lease value)
    {
        if (value.Spec.LeaseDurationSeconds is <= 0)
        {
            errors.Invalid(FieldPath.Spec.Child("leaseDurationSeconds"), value.Spec.LeaseDurationSeconds, "must be greater than 0");
        }
        if (value.Spec.LeaseTransitions is < 0)
        {
            errors.Invalid(FieldPath.Spec.Child("leaseTransitions"), value.Spec.LeaseTransitions, FormatRules.NotNegative);
        }
    }
}
