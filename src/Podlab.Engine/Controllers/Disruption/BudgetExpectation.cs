using Podlab.Api.Model;

namespace Podlab.Engine.Controllers.Disruption;

/// <summary>How many pods a budget counts on, and how many of them must be healthy.</summary>
/// <param name="Expected">What the pods' controllers want in all, or the pods themselves where a number is asked for.</param>
/// <param name="Unmanaged">Pods that no controller wants: a share of them is no number.</param>
/// <param name="Problem">Why it cannot be said; null: it can.</param>
/// <param name="HasNoController">The problem is a pod whose controller does not exist.</param>
/// <remarks>Follows getExpectedPodCount, getExpectedScale and the finders in pkg/controller/disruption/disruption.go (v1.36.3).</remarks>
internal sealed record BudgetExpectation(int Expected, int Desired, IReadOnlyList<Pod> Unmanaged, string? Problem = null, bool HasNoController = false)
{
    public static BudgetExpectation Of(ControllerContext context, PodDisruptionBudget budget, List<Pod> pods)
    {
        if (budget.Spec.MaxUnavailable is { } most)
        {
            var scale = Scale(context, pods);
            return scale with { Desired = Math.Max(0, scale.Expected - (most.TryScale(scale.Expected, roundUp: true, out var unavailable, out _) ? unavailable : 0)) };
        }

        if (budget.Spec.MinAvailable is not { } least) return new BudgetExpectation(pods.Count, 0, []);
        if (least.IsInt) return new BudgetExpectation(pods.Count, least.IntValue, []);
        var wanted = Scale(context, pods);
        return wanted with { Desired = least.TryScale(wanted.Expected, roundUp: true, out var desired, out _) ? desired : 0 };
    }

    /// <summary>The sizes of the pods' controllers, each counted once.</summary>
    private static BudgetExpectation Scale(ControllerContext context, List<Pod> pods)
    {
        var (scales, unmanaged) = (new Dictionary<string, int>(StringComparer.Ordinal), new List<Pod>());
        foreach (var pod in pods)
        {
            if (Owners.ControllerOf(pod.Metadata) is not { } owner)
            {
                unmanaged.Add(pod);
                continue;
            }

            if (ScaleOf(context, pod.Metadata.Namespace ?? "", owner) is { } found) scales[found.Uid] = found.Replicas;
            else if (WithoutScale(owner) is { } resource) return new BudgetExpectation(0, 0, [], $"{resource} does not implement the scale subresource");
            else return new BudgetExpectation(0, 0, [], $"found no controllers for pod \"{pod.Metadata.Name}\"", HasNoController: true);
        }

        return new BudgetExpectation(scales.Values.Sum(), 0, unmanaged);
    }

    private static (string Uid, int Replicas)? ScaleOf(ControllerContext context, string @namespace, OwnerReference owner)
    {
        switch (owner.Kind)
        {
            case "ReplicaSet" when context.Of<ReplicaSet>().Find(@namespace, owner.Name) is { } set && set.Metadata.Uid == owner.Uid:
                if (Owners.ControllerOf(set.Metadata) is { Kind: "Deployment" } above && context.Of<Deployment>().Find(@namespace, above.Name) is { } deployment && deployment.Metadata.Uid == above.Uid) return (deployment.Metadata.Uid ?? "", deployment.Spec.Replicas ?? 1);
                return (set.Metadata.Uid ?? "", set.Spec.Replicas ?? 1);
            case "StatefulSet" when context.Of<StatefulSet>().Find(@namespace, owner.Name) is { } stateful && stateful.Metadata.Uid == owner.Uid:
                return (stateful.Metadata.Uid ?? "", stateful.Spec.Replicas ?? 1);
            case "ReplicationController" when context.Of<ReplicationController>().Find(@namespace, owner.Name) is { } controller && controller.Metadata.Uid == owner.Uid:
                return (controller.Metadata.Uid ?? "", controller.Spec.Replicas ?? 1);
            default:
                return null;
        }
    }

    /// <summary>Jobs and daemons have no size that could be asked for.</summary>
    private static string? WithoutScale(OwnerReference owner)
    {
        if (owner.Kind is "ReplicaSet" or "StatefulSet" or "ReplicationController" or "Deployment") return null;
        var resource = Resources.All.FirstOrDefault(resource => resource.Kind.Kind == owner.Kind && resource.Kind.ApiVersion == owner.ApiVersion);
        return resource is null ? null : $"{resource.Group}/{resource.Version}, Resource={resource.Name}";
    }
}
