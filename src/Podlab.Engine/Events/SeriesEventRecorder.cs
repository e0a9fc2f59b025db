using Podlab.Api.Model;
using Podlab.Engine.Apiserver;

namespace Podlab.Engine.Events;

/// <summary>Writes events in the form of events.k8s.io/v1, as the scheduler does: an event time, an action, and a series when the same happens again.</summary>
/// <remarks>Follows staging/src/k8s.io/client-go/tools/events/event_broadcaster.go (v1.36.3): a series ends six minutes after its last event.</remarks>
public sealed class SeriesEventRecorder(ApiServer api, TimeProvider clock, EventNames names, string controller, string instance) : IEventRecorder
{
    private static readonly TimeSpan SeriesEnd = TimeSpan.FromMinutes(6);
    private readonly Dictionary<Key, Ongoing> ongoing = [];
    private readonly ResourceClient<Event> events = api.Of<Event>();
    private DateTimeOffset nextSweep;

    /// <inheritdoc/>
    public void Event(IKubernetesObject involved, string type, string reason, string message, string? fieldPath = null) =>
        Event(involved, type, reason, action: reason, message, fieldPath: fieldPath);

    /// <param name="related">A second object that took part, for example the pod that preempts.</param>
    public void Event(IKubernetesObject involved, string type, string reason, string action, string message, IKubernetesObject? related = null, string? fieldPath = null)
    {
        var now = clock.GetUtcNow();
        Sweep(now);
        Write(involved, type, reason, action, message, related, fieldPath, now, tries: 1);
    }

    private void Write(IKubernetesObject involved, string type, string reason, string action, string message, IKubernetesObject? related, string? fieldPath, DateTimeOffset now, int tries)
    {
        var @namespace = string.IsNullOrEmpty(involved.Metadata.Namespace) ? "default" : involved.Metadata.Namespace;
        var key = new Key(involved.Metadata.Uid ?? "", fieldPath, type, reason, action, related?.Metadata.Uid);
        try
        {
            if (ongoing.TryGetValue(key, out var series) && events.Find(@namespace, series.Name) is { } earlier)
            {
                series.Last = now;
                events.Update(earlier with { Series = new EventSeries { Count = (earlier.Series?.Count ?? 1) + 1, LastObservedTime = now } }, controller);
                return;
            }

            var name = names.Next(involved.Metadata.Name ?? "");
            events.Create(
                new Event
                {
                    Metadata = new ObjectMeta { Name = name, Namespace = @namespace },
                    InvolvedObject = EventRecorder.Reference(involved, fieldPath),
                    Related = related is null ? null : EventRecorder.Reference(related, null),
                    Type = type,
                    Reason = reason,
                    Action = action,
                    Message = message,
                    EventTime = now,
                    ReportingComponent = controller,
                    ReportingInstance = instance,
                },
                controller);
            ongoing[key] = new Ongoing { Name = name, Last = now };
        }
        catch (ApiException refusal) when (refusal.IsTransient && tries < EventRecorder.MostTries)
        {
            api.Clock.Schedule(EventRecorder.RetryPause, () => Write(involved, type, reason, action, message, related, fieldPath, now, tries + 1));
        }
        catch (ApiException)
        {
            // A namespace that is going away takes no events, and nobody waits for them.
            ongoing.Remove(key);
        }
    }

    private void Sweep(DateTimeOffset now)
    {
        if (now < nextSweep) return;
        nextSweep = now + SeriesEnd;
        foreach (var (key, series) in ongoing.ToArray())
        {
            if (now - series.Last > SeriesEnd) ongoing.Remove(key);
        }
    }

    private readonly record struct Key(string Uid, string? FieldPath, string Type, string Reason, string Action, string? Related);

    private sealed class Ongoing
    {
        public required string Name { get; init; }

        public DateTimeOffset Last { get; set; }
    }
}
