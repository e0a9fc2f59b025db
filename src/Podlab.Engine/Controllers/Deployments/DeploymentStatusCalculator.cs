using Podlab.Api.Model;

namespace Podlab.Engine.Controllers.Deployments;

/// <summary>What the ReplicaSets amount to (pkg/controller/deployment/sync.go calculateStatus, v1.36.3).</summary>
internal static class DeploymentStatusCalculator
{
    public static DeploymentStatus Calculate(Deployment deployment, IReadOnlyList<ReplicaSet> all, ReplicaSet? current, DateTimeOffset now)
    {
        var available = all.Sum(set => set.Status.AvailableReplicas);
        var total = all.Sum(set => set.Spec.Replicas ?? 1);
        var status = deployment.Status with
        {
            ObservedGeneration = deployment.Metadata.Generation,
            Replicas = all.Sum(set => set.Status.Replicas),
            UpdatedReplicas = current?.Status.Replicas ?? 0,
            ReadyReplicas = all.Sum(set => set.Status.ReadyReplicas),
            AvailableReplicas = available,
            UnavailableReplicas = Math.Max(0, total - available),
            TerminatingReplicas = Terminating(all),
        };
        var minimum = (deployment.Spec.Replicas ?? 1) - RollingBounds.Of(deployment).MaxUnavailable;
        return available >= minimum
            ? DeploymentConditions.Set(status, DeploymentConditions.Available, true, "MinimumReplicasAvailable", "Deployment has minimum availability.", now)
            : DeploymentConditions.Set(status, DeploymentConditions.Available, false, "MinimumReplicasUnavailable", "Deployment does not have minimum availability.", now);
    }

    /// <summary>Unknown as long as one of the sets has not counted.</summary>
    private static int? Terminating(IReadOnlyList<ReplicaSet> all)
    {
        var sum = 0;
        foreach (var set in all)
        {
            if (set.Status.TerminatingReplicas is not { } count) return null;
            sum += count;
        }

        return sum;
    }
}
