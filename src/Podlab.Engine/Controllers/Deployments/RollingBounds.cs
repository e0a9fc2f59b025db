using Podlab.Api.Model;

namespace Podlab.Engine.Controllers.Deployments;

/// <summary>How far a rolling update may leave the desired count, in pods.</summary>
internal readonly record struct RollingBounds(int MaxSurge, int MaxUnavailable)
{
    /// <summary>Percentages are of the desired count; when both come out as 0, one pod may be unavailable, or nothing would ever move.</summary>
    public static RollingBounds Of(Deployment deployment)
    {
        if (deployment.Spec.Strategy.Type != "RollingUpdate") return new RollingBounds(0, 0);
        var desired = deployment.Spec.Replicas ?? 1;
        var rolling = deployment.Spec.Strategy.RollingUpdate;
        var surge = Scale(rolling?.MaxSurge, desired, roundUp: true);
        var unavailable = Scale(rolling?.MaxUnavailable, desired, roundUp: false);
        if (surge == 0 && unavailable == 0) unavailable = 1;
        return new RollingBounds(surge, Math.Min(unavailable, desired));
    }

    /// <summary>How many pods the new set may have now: as many as wanted, or as many as fit under the surge beside the old ones.</summary>
    public static int SizeOfNew(Deployment deployment, IEnumerable<ReplicaSet> all, int present)
    {
        var desired = deployment.Spec.Replicas ?? 1;
        if (deployment.Spec.Strategy.Type != "RollingUpdate") return desired;
        var most = desired + Of(deployment).MaxSurge;
        var total = all.Sum(DeploymentSets.SizeOf);
        return total >= most ? present : present + Math.Min(most - total, desired - present);
    }

    private static int Scale(Podlab.Api.IntOrString? value, int desired, bool roundUp) =>
        value is { } given && given.TryScale(desired, roundUp, out var count, out _) ? count : 0;
}
