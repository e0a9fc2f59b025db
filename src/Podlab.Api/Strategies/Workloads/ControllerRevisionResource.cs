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
        if (value.Revision < 0)
        {
            errors.Invalid(FieldPath.Of("revision"), value.Revision, FormatRules.NotNegative);
        }
    }

    protected override void ValidateUpdate(FieldErrorList errors, ControllerRevision value, ControllerRevision old)
    {
        Validate(errors, value);
        // The server compares the bytes that clients sent, so a patch of data that was written with blanks is a change.
        if (!Equals(value.Data, old.Data) || value.Data?.HadBlanks != old.Data?.HadBlanks)
        {
            errors.Invalid(FieldPath.Of("data"), value.Data is { } data ? new GoJson(GoText.EscapeHtml(data.ToString())) : GoJson.Null, FormatRules.Immutable);
        }
    }
}
