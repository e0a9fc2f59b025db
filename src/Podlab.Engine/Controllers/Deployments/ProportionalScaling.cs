using Podlab.Api.Model;

namespace Podlab.Engine.Controllers.Deployments;

/// <summary>Divides a change of size among the sets of a rollout that is under way, by their present share.</summary>
/// <remarks>Follows GetReplicaSetProportion in pkg/controller/deployment/util/deployment_util.go (v1.36.3).</remarks>
internal static class ProportionalScaling
{
    public static List<(ReplicaSet Set, int Size)> Share(Deployment deployment, List<ReplicaSet> active)
    {
        var desired = deployment.Spec.Replicas ?? 1;
        var allowed = desired > 0 ? desired + RollingBounds.Of(deployment).MaxSurge : 0;
        var toAdd = allowed - active.Sum(set => set.Spec.Replicas ?? 1);
        // Larger sets first; of equal ones the newer first when growing, the older when shrinking.
        var ordered = toAdd > 0
            ? active.OrderByDescending(set => set.Spec.Replicas ?? 1).ThenByDescending(set => set.Metadata.CreationTimestamp)
            : active.OrderByDescending(set => set.Spec.Replicas ?? 1).ThenBy(set => set.Metadata.CreationTimestamp);
        var result = new List<(ReplicaSet Set, int Size)>();
        var added = 0;
        foreach (var set in ordered)
        {
            var size = set.Spec.Replicas ?? 1;
            if (toAdd != 0)
            {
                var part = Proportion(set, deployment, toAdd, added);
                size += part;
                added += part;
            }

            result.Add((set, size));
        }

        if (toAdd != 0 && result.Count > 0) result[0] = (result[0].Set, Math.Max(0, result[0].Size + toAdd - added));
        return result;
    }

    private static int Proportion(ReplicaSet set, Deployment deployment, int toAdd, int added)
    {
        if ((set.Spec.Replicas ?? 1) == 0 || toAdd == 0 || toAdd == added) return 0;
        var fraction = Fraction(set, deployment);
        var left = toAdd - added;
        return toAdd > 0 ? Math.Min(fraction, left) : Math.Max(fraction, left);
    }

    private static int Fraction(ReplicaSet set, Deployment deployment)
    {
        var size = set.Spec.Replicas ?? 1;
        if (deployment.Spec.Replicas == 0) return -size;
        var target = (deployment.Spec.Replicas ?? 1) + RollingBounds.Of(deployment).MaxSurge;
        var before = RevisionAnnotations.Maximum(set) is { } maximum and > 0 ? maximum : deployment.Status.Replicas;
        if (before == 0) return 0;
        return (int)Math.Round((double)size * target / before, MidpointRounding.AwayFromZero) - size;
    }
}
