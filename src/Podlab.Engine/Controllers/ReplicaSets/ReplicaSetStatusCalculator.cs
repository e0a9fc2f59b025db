using Podlab.Api;
using Podlab.Api.Model;
using Podlab.Engine.Apiserver;
using Podlab.Engine.Controllers.Pods;

namespace Podlab.Engine.Controllers.ReplicaSets;

/// <summary>What the pods amount to (pkg/controller/replicaset/replica_set_utils.go, v1.36.3).</summary>
internal static class ReplicaSetStatusCalculator
{
    public static ReplicaSetStatus Calculate(ReplicaSet set, List<Pod> active, int terminating, ApiException? failure, DateTimeOffset now)
    {
        var (labelled, ready, available) = (0, 0, 0);
        foreach (var pod in active)
        {
            if (PodFacts.Matches(pod.Metadata, set.Spec.Template.Metadata.Labels)) labelled++;
            if (!pod.IsReady()) continue;
            ready++;
            if (pod.IsAvailable(set.Spec.MinReadySeconds, now)) available++;
        }

        return set.Status with
        {
            Replicas = active.Count,
            FullyLabeledReplicas = labelled,
            ReadyReplicas = ready,
            AvailableReplicas = available,
            TerminatingReplicas = terminating,
            ObservedGeneration = set.Metadata.Generation,
            Conditions = Conditions(set, active.Count, failure, now),
        };
    }

    private static ValueList<ReplicaSetCondition> Conditions(ReplicaSet set, int count, ApiException? failure, DateTimeOffset now)
    {
        var present = set.Status.Conditions.Any(condition => condition.Type == "ReplicaFailure");
        if (failure is null) return present ? set.Status.Conditions.Where(condition => condition.Type != "ReplicaFailure").ToValueList() : set.Status.Conditions;
        if (present) return set.Status.Conditions;
        return set.Status.Conditions.Add(new ReplicaSetCondition
        {
            Type = "ReplicaFailure",
            Status = "True",
            Reason = count < (set.Spec.Replicas ?? 1) ? "FailedCreate" : "FailedDelete",
            Message = failure.Message,
            LastTransitionTime = now,
        });
    }
}
