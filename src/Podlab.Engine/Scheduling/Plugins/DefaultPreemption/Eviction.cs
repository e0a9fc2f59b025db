using Podlab.Api.Model;
using Podlab.Engine.Apiserver;
using Podlab.Engine.Scheduling.Cache;

namespace Podlab.Engine.Scheduling.Plugins.DefaultPreemption;

/// <summary>Carries a preemption out.</summary>
internal static class Eviction
{
    private const string DisruptionTarget = "DisruptionTarget";
    private const string Reason = "PreemptionByScheduler";

    /// <summary>Whether the pod is going because the scheduler preempted it.</summary>
    public static bool IsUnderWay(Pod pod)
    {
        if (pod.Metadata.DeletionTimestamp is null) return false;
        foreach (var condition in pod.Status.Conditions)
        {
            if (condition.Type == DisruptionTarget) return condition is { Status: "True", Reason: Reason };
        }

        return false;
    }

    /// <summary>Marks the victim, deletes it, says so.</summary>
    public static void Preempt(PluginContext context, PodInfo preemptor, PodInfo victim, string node)
    {
        var pods = context.Api.Of<Pod>();
        if (pods.Find(victim.Namespace, victim.Name) is not { } current || current.Metadata.Uid != victim.Uid) return;
        var scheduler = string.IsNullOrEmpty(preemptor.Pod.Spec.SchedulerName) ? Scheduler.DefaultName : preemptor.Pod.Spec.SchedulerName;
        var now = context.Clock.GetUtcNow();
        var marked = WithCondition(current, new PodCondition
        {
            Type = DisruptionTarget,
            Status = "True",
            Reason = Reason,
            Message = $"{scheduler}: preempting to accommodate a higher priority pod",
            ObservedGeneration = current.Metadata.Generation,
            LastTransitionTime = new DateTimeOffset(now.UtcTicks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, TimeSpan.Zero),
        });
        if (marked != current) pods.UpdateStatus(marked);
        pods.Delete(victim.Namespace, victim.Name, uid: victim.Uid);
        context.Events?.Event(victim.Pod, "Normal", "Preempted", $"Preempted by pod {preemptor.Uid} on node {node}");
    }

    public static void ClearNomination(ApiServer api, PodInfo pod)
    {
        if (api.Of<Pod>().Find(pod.Namespace, pod.Name) is not { Status.NominatedNodeName.Length: > 0 } current) return;
        api.Of<Pod>().UpdateStatus(current with { Status = current.Status with { NominatedNodeName = null } });
    }

    private static Pod WithCondition(Pod pod, PodCondition condition)
    {
        var conditions = pod.Status.Conditions;
        for (var i = 0; i < conditions.Count; i++)
        {
            if (conditions[i].Type != condition.Type) continue;
            if (conditions[i].Status == condition.Status) condition = condition with { LastTransitionTime = conditions[i].LastTransitionTime };
            return pod with { Status = pod.Status with { Conditions = conditions.SetItem(i, condition) } };
        }

        return pod with { Status = pod.Status with { Conditions = conditions.Add(condition) } };
    }
}
