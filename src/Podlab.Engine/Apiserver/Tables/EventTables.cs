using Podlab.Api;
using Podlab.Api.Model;

namespace Podlab.Engine.Apiserver.Tables;

internal static class EventTables
{
    private static readonly ValueList<TableColumn> Columns =
    [
        new("Last Seen"), new("Type"), new("Reason"), new("Object"), TableColumn.Wide("Subobject"), TableColumn.Wide("Source"), new("Message"),
        TableColumn.Wide("First Seen"), TableColumn.Wide("Count"), new("Name", Format: "name", Priority: 1),
    ];

    public static ValueList<TableLayout> All { get; } =
    [
        TableLayout.For<Event>(Columns, Row),
        TableLayout.For<EventsEvent>(Columns, (item, now) => Row(AsCore(item), now)),
    ];

    private static ValueList<TableCell> Row(Event item, DateTimeOffset now)
    {
        var first = HumanDuration.Since(item.FirstTimestamp ?? item.EventTime, now);
        var last = item.LastTimestamp is null ? first : HumanDuration.Since(item.LastTimestamp, now);
        var count = item.Count == 0 ? 1 : item.Count;
        if (item.Series is { } series)
        {
            last = HumanDuration.Since(series.LastObservedTime, now);
            count = series.Count;
        }

        var kind = (item.InvolvedObject.Kind ?? "").ToLowerInvariant();
        return
        [
            last, item.Type, item.Reason, string.IsNullOrEmpty(item.InvolvedObject.Name) ? kind : $"{kind}/{item.InvolvedObject.Name}", item.InvolvedObject.FieldPath,
            Source(item), (item.Message ?? "").Trim(), first, count, item.Metadata.Name,
        ];
    }

    private static string Source(Event item)
    {
        var component = string.IsNullOrEmpty(item.Source.Component) ? item.ReportingComponent : item.Source.Component;
        var host = string.IsNullOrEmpty(item.Source.Host) ? item.ReportingInstance : item.Source.Host;
        return string.IsNullOrEmpty(host) ? component : $"{component}, {host}";
    }

    /// <summary>The two groups' events are one object under two names.</summary>
    private static Event AsCore(EventsEvent item) => new()
    {
        Metadata = item.Metadata,
        EventTime = item.EventTime,
        FirstTimestamp = item.DeprecatedFirstTimestamp,
        LastTimestamp = item.DeprecatedLastTimestamp,
        Count = item.DeprecatedCount ?? 0,
        Series = item.Series is { } series ? new EventSeries { Count = series.Count, LastObservedTime = series.LastObservedTime } : null,
        InvolvedObject = item.Regarding ?? ObjectReference.Empty,
        Type = item.Type,
        Reason = item.Reason,
        Source = item.DeprecatedSource ?? EventSource.Empty,
        ReportingComponent = item.ReportingController ?? "",
        ReportingInstance = item.ReportingInstance ?? "",
        Message = item.Note,
    };
}
