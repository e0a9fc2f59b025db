using Podlab.Api.Model;
using Podlab.Api.Validation;

namespace Podlab.Api.Strategies.Coordination;

/// <summary>Leases.</summary>
internal sealed class LeaseResource : ResourceStrategy<Lease>
{
    public override bool AllowsCreateOnUpdate => true;

    public override bool AllowsUnconditionalUpdate => false;

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
