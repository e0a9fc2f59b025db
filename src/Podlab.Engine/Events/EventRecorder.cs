using Podlab.Api.Model;
using Podlab.Engine.Apiserver;

namespace Podlab.Engine.Events;

/// <summary>Writes core/v1 events with a source, as the kubelet and most controllers do: equal events are one object with a growing count.</summary>
/// <remarks>Follows staging/src/k8s.io/client-go/tools/record/event.go (v1.36.3).</remarks>
public sealed class EventRecorder(ApiServer api, TimeProvider clock, EventNames names, string component, string? host = null) : IEventRecorder
{
    /// <summary>How often a server is asked that does not answer.</summary>
    internal const int MostTries = 12;

    internal static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(10);
    private readonly EventCorrelator correlator = new();
    private readonly ResourceClient<Event> events = api.Of<Event>();
    private readonly EventSource source = new() { Component = component, Host = host };

    public void Event(IKubernetesObject involved, string type, string reason, string message, string? fieldPath = null)
    {
        var metadata = involved.Metadata;
        var now = WholeSecond(clock.GetUtcNow());
        var correlated = correlator.Correlate(metadata.Uid ?? "", fieldPath ?? "", type, reason, message, clock.GetUtcNow());
        Write(involved, fieldPath, type, reason, correlated, now, tries: 1);
    }

    private void Write(IKubernetesObject involved, string? fieldPath, string type, string reason, EventCorrelator.Correlated correlated, DateTimeOffset now, int tries)
    {
        var metadata = involved.Metadata;
        var @namespace = string.IsNullOrEmpty(metadata.Namespace) ? "default" : metadata.Namespace;
        try
        {
            if (correlated.Seen.Name is { } name && events.Find(@namespace, name) is { } earlier)
            {
                events.Update(earlier with { Count = earlier.Count + 1, LastTimestamp = now, Message = correlated.Message }, component);
                return;
            }

            correlated.Seen.Name = names.Next(metadata.Name ?? "");
            events.Create(
                new Event
                {
                    Metadata = new ObjectMeta { Name = correlated.Seen.Name, Namespace = @namespace },
                    InvolvedObject = Reference(involved, fieldPath),
                    Type = type,
                    Reason = reason,
                    Message = correlated.Message,
                    Count = 1,
                    FirstTimestamp = now,
                    LastTimestamp = now,
                    Source = source,
                    ReportingComponent = component,
                    ReportingInstance = host ?? "",
                },
                component);
        }
        catch (ApiException refusal) when (refusal.IsTransient && tries < MostTries)
        {
            correlated.Seen.Name = null;
            api.Clock.Schedule(RetryPause, () => Write(involved, fieldPath, type, reason, correlated, now, tries + 1));
        }
        catch (ApiException)
        {
            // A namespace that is going away takes no events, and nobody waits for them.
            correlated.Seen.Name = null;
        }
    }

    public void Forget(string uid) => correlator.Forget(uid);

    internal static ObjectReference Reference(IKubernetesObject involved, string? fieldPath) => new()
    {
        ApiVersion = involved.ApiVersion,
        Kind = involved.Kind,
        Name = involved.Metadata.Name,
        Namespace = involved.Metadata.Namespace,
        Uid = involved.Metadata.Uid,
        ResourceVersion = involved.Metadata.ResourceVersion,
        FieldPath = fieldPath,
    };

    private static DateTimeOffset WholeSecond(DateTimeOffset time) => new(time.UtcTicks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, TimeSpan.Zero);
}
