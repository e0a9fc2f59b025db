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
        EventRules.Namespace(errors, value.Metadata.Namespace ?? "", value.InvolvedObject.Namespace ?? "", value.EventTime is not null);
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

    private static void Old(FieldErrorList errors, EventsEvent value)
    {
        EventRules.Namespace(errors, value.Metadata.Namespace ?? "", value.Regarding?.Namespace ?? "", value.EventTime is not null);
        if (value.EventTime is not null)
        {
            EventRules.Reporter(errors, "reportingController", value.ReportingController ?? "", value.ReportingInstance ?? "", value.Action ?? "", value.Reason ?? "", value.Note ?? "");
        }
    }

    protected override void Validate(FieldErrorList errors, EventsEvent value)
    {
        Old(errors, value);
        if (value.Metadata.Name is { } name && NameForm.PathSegment.Check(name, prefix: false).Count == 0)
        {
            errors.DnsSubdomain(FieldPath.Metadata, "name", name);
        }
        Series(errors, value.Series);
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

    /// <summary>Only the series of an event goes on.</summary>
    protected override void ValidateUpdate(FieldErrorList errors, EventsEvent value, EventsEvent old)
    {
        Old(errors, value);
        ObjectMetaValidation.ValidateUpdate(errors, value.Metadata, old.Metadata);
        if (value.Series != old.Series)
        {
            Series(errors, value.Series);
        }
        Same(errors, "involvedObject", value.Regarding, old.Regarding);
        Same(errors, "reason", value.Reason, old.Reason);
        Same(errors, "message", value.Note, old.Note);
        Same(errors, "count", value.DeprecatedCount ?? 0, old.DeprecatedCount ?? 0);
        Same(errors, "reason", value.Reason, old.Reason);
        Same(errors, "type", value.Type, old.Type);
        Same(errors, "eventTime", value.EventTime, old.EventTime);
        Same(errors, "action", value.Action, old.Action);
        Same(errors, "related", value.Related, old.Related);
        Same(errors, "reportingController", value.ReportingController, old.ReportingController);
        Same(errors, "reportingInstance", value.ReportingInstance, old.ReportingInstance);
    }

    private static void Series(FieldErrorList errors, EventsEventSeries? series)
    {
        if (series is null)
        {
            return;
        }
        if (series.Count < 2)
        {
            errors.Invalid(FieldPath.Of("series").Child("count"), "", "should be at least 2");
        }
        if (series.LastObservedTime is null)
        {
            errors.Required(FieldPath.Of("series").Child("lastObservedTime"));
        }
    }

    private static void Same<T>(FieldErrorList errors, string field, T value, T old)
    {
        if (EqualityComparer<T>.Default.Equals(value, old))
        {
            return;
        }
        object? said = value is ObjectReference reference ? InternalForm.Compact("ObjectReference", reference.Write) : typeof(T) == typeof(string) ? value ?? (object)"" : value;
        errors.Invalid(FieldPath.Of(field), said, FormatRules.Immutable);
    }

    private static void Unset(FieldErrorList errors, string field, bool isSet)
    {
        if (isSet)
        {
            errors.Invalid(FieldPath.Of(field), "", "needs to be unset");
        }
    }
}
