using System.Globalization;
using Podlab.Api.Model;
using Podlab.Engine.Scheduling;
using Podlab.Engine.Scheduling.Tracing;

namespace Podlab.Engine.Causes;

/// <summary>Why a pod has no node: the scheduler's own trace, refusal by refusal.</summary>
internal sealed class SchedulingCauses(Cluster cluster)
{
    private readonly SpecLines lines = new(cluster.Api);
    private readonly RefusalCauses refusals = new(cluster);

    public IEnumerable<Cause> Explain(Pod pod)
    {
        if (pod.Spec.SchedulingGates.Count > 0)
        {
            var gates = string.Join(", ", pod.Spec.SchedulingGates.Select(gate => gate.Name));
            return [new Cause(CauseKind.Scheduling, $"It is held back by scheduling gates until somebody removes them: {gates}") { Line = lines.Of(pod, "spec.schedulingGates") }];
        }

        if (pod.Spec.SchedulerName is { Length: > 0 } other && other != Scheduler.DefaultName)
            return [new Cause(CauseKind.Scheduling, $"It waits for a scheduler named {other}, and none of that name runs here") { Line = lines.Of(pod, "spec.schedulerName") }];
        if (cluster.Components.OfType<Scheduler>().FirstOrDefault() is not { } scheduler)
            return [new Cause(CauseKind.Scheduling, "No scheduler runs in this cluster")];
        return scheduler.Decision(pod.Metadata.Namespace ?? "", pod.Metadata.Name ?? "") is { Node: null } decision && decision.Uid == pod.Metadata.Uid
            ? [Refused(pod, decision)]
            : [new Cause(CauseKind.Waiting, "The scheduler has not looked at it yet")];
    }

    private Cause Refused(Pod pod, Decision decision)
    {
        if (decision.AllNodes == 0) return new Cause(CauseKind.Scheduling, "The cluster has no nodes");
        var statement = decision.NominatedNode is { } nominated
            ? $"It waits for room on {nominated}: pods of lower priority have to end there first"
            : string.Create(CultureInfo.InvariantCulture, $"The scheduler found no node among {decision.AllNodes}");
        var because = decision.PreFilterRefusal is { } status ? [refusals.Of(pod, status.Plugin, status.Reasons, [])]
            : decision.Refusals.GroupBy(refusal => (refusal.Plugin, Reasons: string.Join(", ", refusal.Reasons)))
                .OrderByDescending(group => group.Count())
                .Select(group => refusals.Of(pod, group.Key.Plugin, group.First().Reasons, [.. group.Select(refusal => refusal.Node).Order(StringComparer.Ordinal)])).ToList();
        return new Cause(CauseKind.Scheduling, statement) { Evidence = decision.Victims.Count > 0 ? [$"preempted: {string.Join(", ", decision.Victims)}"] : [], Because = because };
    }
}
