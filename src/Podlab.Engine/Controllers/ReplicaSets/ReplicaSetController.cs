using Podlab.Api;
using Podlab.Api.Model;
using Podlab.Engine.Apiserver;

namespace Podlab.Engine.Controllers.ReplicaSets;

/// <summary>Keeps as many pods as a ReplicaSet asks for.</summary>
internal sealed class ReplicaSetController(ControllerContext context) : ReplicaKeeper<ReplicaSet>(context, ControllerName, ControllerName)
{
    public const string ControllerName = "replicaset-controller";

    protected override string Kind => "ReplicaSet";

    protected override ReplicaGoal GoalOf(ReplicaSet item) => new(item.Spec.Replicas ?? 1, item.Spec.MinReadySeconds, item.Spec.Selector.ToQuery(), item.Spec.Template);

    protected override ReplicaSet Counted(ReplicaSet item, List<Pod> active, int terminating, ApiException? failure)
    {
        var status = ReplicaSetStatusCalculator.Calculate(item, active, terminating, failure, Now);
        return status == item.Status ? item : item with { Status = status };
    }

    /// <summary>The pods of all ReplicaSets of the same owner; those of a set without an owner are not compared.</summary>
    protected override IEnumerable<Pod> Related(ReplicaSet item) => Owners.ControllerOf(item.Metadata) is not { } owner
        ? []
        : Items.List(item.Metadata.Namespace).Where(other => Owners.ControllerOf(other.Metadata)?.Uid == owner.Uid).SelectMany(other => Context.Pods.OfController(other.Metadata.Uid ?? ""));
}
