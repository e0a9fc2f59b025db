using Podlab.Api.Model;
using Podlab.Api.Validation;
using Podlab.Api.Validation.Core;

namespace Podlab.Api.Strategies.Core;

/// <summary>Events of the core group, old and new.</summary>
/// <remarks>Follows pkg/apis/core/validation/events.go (v1.36.3).</remarks>
internal sealed class EventResource : ResourceStrategy<Event>
{
    protected override NameForm NameForm => NameForm.PathSegment;

    protected override MetadataChecks UpdateChecks => MetadataChecks.None;

    public override bool AllowsCreateOnUpdate => true;

    protected override void Validate(FieldErrorList errors, Event value)
    {
        EventRules.Namespace(errors, value.Metadata.Namespace ?? "", value.InvolvedObject.Namespace ?? "");
        if (value.EventTime is not null)
        {
            EventRules.Reporter(errors, "reportingComponent", value.ReportingComponent, value.ReportingInstance, value.Action ?? "", value.Reason ?? "", value.Message ?? "");
        }
    }
}

/// <summary>Events of events.k8s.io, which are strict.</summary>
internal sealed class EventsEventResource : ResourceStrategy<EventsEvent>
{
    protected override NameForm NameForm => NameForm.PathSegment;

    protected override MetadataChecks UpdateChecks => MetadataChecks.None;

    public override bool AllowsCreateOnUpdate => true;

    protected override void Validate(FieldErrorList errors, EventsEvent value)
    {
        EventRules.Namespace(errors, value.Metadata.Namespace ?? "", value.Regarding?.Namespace ?? "");
        if (value.EventTime is not null)
        {
            EventRules.Reporter(errors, "reportingController", value.ReportingController ?? "", value.ReportingInstance ?? "", value.Action ?? "", value.Reason ?? "", value.Note ?? "");
        }
        if (value.Series is { } series)
        {
            if (series.Count < 2)
            {
                errors.Invalid(FieldPath.Of("series").Child("count"), "", "should be at least 2");
            }
            if (series.LastObservedTime is null)
            {
                errors.Required(FieldPath.Of("series").Child("lastObservedTime"));
            }
        }
        if (value.EventTime is null)
        {
            errors.Required(FieldPath.Of("eventTime"));
        }
        if (value.Type is not ("Normal" or "Warning"))
        {
            errors.Invalid(FieldPath.Of("type"), "", "has invalid value: " + value.Type);
        }
        Unset(errors, "firstTimestamp", value.DeprecatedFirstTimestamp is not null);
        Unset(errors, "lastTimestamp", value.DeprecatedLastTimestamp is not null);
        Unset(errors, "count", value.DeprecatedCount is not (null or 0));
        Unset(errors, "source", value.DeprecatedSource is { } source && source != EventSource.Empty);
    }

    private static void Unset(FieldErrorList errors, string field, bool isSet)
    {
        if (isSet)
        {
            errors.Invalid(FieldPath.Of(field), "", "needs to be unset");
        }
    }
}
