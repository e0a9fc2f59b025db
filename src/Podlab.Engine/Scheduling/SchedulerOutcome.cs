using Podlab.Api;
using Podlab.Api.Model;
using Podlab.Engine.Apiserver;
using Podlab.Engine.Events;
using Podlab.Engine.Scheduling.Cache;

namespace Podlab.Engine.Scheduling;

/// <summary>Tells the world of a failed attempt: the event, the condition PodScheduled, the nominated node.</summary>
internal sealed class SchedulerOutcome(ApiServer api, TimeProvider clock, IEventRecorder? events)
{
    private const string Scheduled = "PodScheduled";

    /// <param name="nominate">Null: leave what the pod has; empty: take it away.</param>
    public void Unschedulable(PodInfo pod, string message, string? nominate) => Tell(pod, "Unschedulable", message, nominate);

    /// <summary>Something went wrong that has nothing to do with the pod.</summary>
    public void Failed(PodInfo pod, string message) => Tell(pod, "SchedulerError", message, null);

    private void Tell(PodInfo pod, string reason, string message, string? nominate)
    {
        if (api.Of<Pod>().Find(pod.Namespace, pod.Name) is not { } current || current.Metadata.Uid != pod.Uid) return;
        events?.Event(current, "Warning", "FailedScheduling", message);
        var status = current.Status with { Conditions = WithCondition(current, reason, message) };
        if (nominate is not null) status = status with { NominatedNodeName = nominate.Length == 0 ? null : nominate };
        if (status == current.Status) return;
        api.Of<Pod>().UpdateStatus(current with { Status = status });
    }

    private ValueList<PodCondition> WithCondition(Pod pod, string reason, string message)
    {
        var conditions = pod.Status.Conditions;
        var condition = new PodCondition
        {
            Type = Scheduled,
            Status = "False",
            Reason = reason,
            Message = message,
            ObservedGeneration = pod.Metadata.Generation,
            LastTransitionTime = WholeSeconds(clock.GetUtcNow()),
        };
        for (var i = 0; i < conditions.Count; i++)
        {
            if (conditions[i].Type != Scheduled) continue;
            if (conditions[i].Status == "False") condition = condition with { LastTransitionTime = conditions[i].LastTransitionTime };
            return conditions.SetItem(i, condition);
        }

        return conditions.Add(condition);
    }

    private static DateTimeOffset WholeSeconds(DateTimeOffset time) => new(time.UtcTicks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, TimeSpan.Zero);
}
