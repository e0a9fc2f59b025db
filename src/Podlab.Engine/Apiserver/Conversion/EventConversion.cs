using Podlab.Api.Model;

namespace Podlab.Engine.Apiserver.Conversion;

/// <summary>Between v1 and events.k8s.io/v1: the same event under other field names.</summary>
/// <remarks>Follows pkg/apis/events/v1/conversion.go (v1.36.3).</remarks>
internal static class EventConversion
{
    public static Event ToCore(EventsEvent value) => new()
    {
        Metadata = value.Metadata,
        Action = value.Action,
        Count = value.DeprecatedCount ?? 0,
        EventTime = value.EventTime,
        FirstTimestamp = value.DeprecatedFirstTimestamp,
        InvolvedObject = value.Regarding ?? ObjectReference.Empty,
        LastTimestamp = value.DeprecatedLastTimestamp,
        Message = value.Note,
        Reason = value.Reason,
        Related = value.Related,
        ReportingComponent = value.ReportingController ?? "",
        ReportingInstance = value.ReportingInstance ?? "",
        Series = value.Series is { } series ? new EventSeries { Count = series.Count, LastObservedTime = series.LastObservedTime } : null,
        Source = value.DeprecatedSource ?? EventSource.Empty,
        Type = value.Type,
    };

    public static EventsEvent FromCore(Event value) => new()
    {
        Metadata = value.Metadata,
        Action = value.Action,
        DeprecatedCount = value.Count == 0 ? null : value.Count,
        DeprecatedFirstTimestamp = value.FirstTimestamp,
        DeprecatedLastTimestamp = value.LastTimestamp,
        DeprecatedSource = value.Source,
        EventTime = value.EventTime,
        Note = value.Message,
        Reason = value.Reason,
        Regarding = value.InvolvedObject,
        Related = value.Related,
        ReportingController = value.ReportingComponent.Length == 0 ? null : value.ReportingComponent,
        ReportingInstance = value.ReportingInstance.Length == 0 ? null : value.ReportingInstance,
        Series = value.Series is { } series ? new EventsEventSeries { Count = series.Count, LastObservedTime = series.LastObservedTime } : null,
        Type = value.Type,
    };
}
