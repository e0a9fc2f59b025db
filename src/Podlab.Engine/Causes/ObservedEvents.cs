using Podlab.Api.Model;
using Podlab.Engine.Apiserver;

namespace Podlab.Engine.Causes;

/// <summary>What the cluster has said about an object, newest first.</summary>
internal sealed class ObservedEvents(ApiServer api)
{
    public IEnumerable<Event> About(IKubernetesObject value, params string[] reasons) =>
        api.Of<Event>().List(value.Metadata.Namespace)
            .Where(item => item.InvolvedObject.Uid == value.Metadata.Uid && (reasons.Length == 0 || reasons.Contains(item.Reason, StringComparer.Ordinal)))
            .OrderByDescending(At);

    /// <summary>The newest of those reasons; null: none.</summary>
    public Event? Newest(IKubernetesObject value, params string[] reasons) => About(value, reasons).FirstOrDefault();

    /// <summary>As <c>Reason: message (3 times)</c>.</summary>
    public static string Text(Event item)
    {
        var times = Math.Max(item.Count, item.Series?.Count ?? 0);
        return $"{item.Reason}: {item.Message?.TrimEnd()}{(times > 1 ? $" ({times} times)" : "")}";
    }

    private static DateTimeOffset At(Event item) => item.Series?.LastObservedTime ?? item.LastTimestamp ?? item.EventTime ?? item.Metadata.CreationTimestamp ?? default;
}
