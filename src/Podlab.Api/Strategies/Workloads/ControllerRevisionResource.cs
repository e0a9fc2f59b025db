using Podlab.Api.Model;
using Podlab.Api.Validation;

namespace Podlab.Api.Strategies.Workloads;

/// <summary>Revisions: written once.</summary>
internal sealed class ControllerRevisionResource : ResourceStrategy<ControllerRevision>
{
    protected override void Validate(FieldErrorList errors, ControllerRevision value)
    {
        if (value.Data is null)
        {
            errors.Required(FieldPath.Of("data"), "data is mandatory");
        }
        Number(errors, value);
    }

    protected override void ValidateUpdate(FieldErrorList errors, ControllerRevision value, ControllerRevision old)
    {
        Number(errors, value);
        if (!Equals(value.Data, old.Data))
        {
            errors.Invalid(FieldPath.Of("data"), value.Data, FormatRules.Immutable);
        }
    }

    private static void Number(FieldErrorList errors, ControllerRevision value)
    {
        if (value.Revision < 0)
        {
            errors.Invalid(FieldPath.Of("revision"), value.Revision, FormatRules.NotNegative);
        }
    }
}
