using Podlab.Api;
using Podlab.Api.Model;
using Podlab.Engine.Apiserver;
using Podlab.Engine.Controllers.Pods;

namespace Podlab.Engine.Controllers.ReplicaSets;

/// <summary>Keeps as many pods as a ReplicationController asks for.</summary>
/// <remarks>Follows pkg/controller/replication (v1.36.3): a ReplicaSet by another name, with a map for a selector.</remarks>
internal sealed class ReplicationControllerManager(ControllerContext context) : ReplicaKeeper<ReplicationController>(context, ControllerName, "replication-controller")
{
    public const string ControllerName = "replicationcontroller-controller";

    protected override string Kind => "ReplicationController";

    protected override ReplicaGoal GoalOf(ReplicationController item) =>
        new(item.Spec.Replicas ?? 1, item.Spec.MinReadySeconds, new LabelSelector { MatchLabels = item.Spec.Selector }.ToQuery(), item.Spec.Template ?? PodTemplateSpec.Empty);

    protected override ReplicationController Counted(ReplicationController item, List<Pod> active, int terminating, ApiException? failure)
    {
        var labels = item.Spec.Template?.Metadata.Labels ?? default;
        var ready = active.Where(pod => pod.IsReady()).ToList();
        var status = item.Status with
        {
            Replicas = active.Count,
            FullyLabeledReplicas = active.Count(pod => PodFacts.Matches(pod.Metadata, labels)),
            ReadyReplicas = ready.Count,
            AvailableReplicas = ready.Count(pod => pod.IsAvailable(item.Spec.MinReadySeconds, Now)),
            ObservedGeneration = item.Metadata.Generation,
            Conditions = Conditions(item, active.Count, failure),
        };
        return status == item.Status ? item : item with { Status = status };
    }

    private ValueList<ReplicationControllerCondition> Conditions(ReplicationController item, int count, ApiException? failure)
    {
        var present = item.Status.Conditions.Any(condition => condition.Type == "ReplicaFailure");
        if (failure is null) return present ? item.Status.Conditions.Where(condition => condition.Type != "ReplicaFailure").ToValueList() : item.Status.Conditions;
        if (present) return item.Status.Conditions;
        return item.Status.Conditions.Add(new ReplicationControllerCondition
        {
            Type = "ReplicaFailure",
            Status = "True",
            Reason = count < (item.Spec.Replicas ?? 1) ? "FailedCreate" : "FailedDelete",
            Message = failure.Message,
            LastTransitionTime = Now,
        });
    }
}
