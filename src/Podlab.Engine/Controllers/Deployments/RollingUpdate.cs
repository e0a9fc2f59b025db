using Podlab.Api.Model;

namespace Podlab.Engine.Controllers.Deployments;

/// <summary>One step of a rolling update: the new set grows as far as maxSurge lets it, the old ones shrink as far as maxUnavailable lets them.</summary>
/// <remarks>Follows pkg/controller/deployment/rolling.go (v1.36.3).</remarks>
internal sealed class RollingUpdate(DeploymentSets sets)
{
    /// <summary>Whether a set changed its size.</summary>
    public bool Step() => Grow() || Shrink();

    private bool Grow()
    {
        var present = DeploymentSets.SizeOf(sets.Current!);
        if (present == sets.Desired) return false;
        return sets.ScaleTo(sets.Current!, present > sets.Desired ? sets.Desired : RollingBounds.SizeOfNew(sets.Deployment, sets.All, present));
    }

    private bool Shrink()
    {
        if (sets.Old.Sum(DeploymentSets.SizeOf) == 0) return false;
        var least = sets.Desired - RollingBounds.Of(sets.Deployment).MaxUnavailable;
        var newUnavailable = DeploymentSets.SizeOf(sets.Current!) - sets.Current!.Status.AvailableReplicas;
        var removable = sets.All.Sum(DeploymentSets.SizeOf) - least - newUnavailable;
        if (removable <= 0 || RemoveUnhealthy(removable) is not { } cleaned) return false;
        return cleaned + RemoveAvailable(least) > 0;
    }

    /// <summary>Pods of old sets that never became available go first: they help nobody. Null where a set's status is of a time when it was larger: there is nothing to be decided yet.</summary>
    private int? RemoveUnhealthy(int most)
    {
        var removed = 0;
        foreach (var set in OldestFirst())
        {
            if (removed >= most) break;
            var size = DeploymentSets.SizeOf(set);
            if (size == 0 || size == set.Status.AvailableReplicas) continue;
            var count = Math.Min(most - removed, size - set.Status.AvailableReplicas);
            if (count < 0) return null;
            sets.ScaleTo(set, size - count);
            removed += count;
        }

        return removed;
    }

    private int RemoveAvailable(int least)
    {
        var allowed = sets.All.Sum(set => set.Status.AvailableReplicas) - least;
        var removed = 0;
        foreach (var set in OldestFirst())
        {
            if (removed >= allowed) break;
            var size = DeploymentSets.SizeOf(set);
            if (size == 0) continue;
            var count = Math.Min(size, allowed - removed);
            sets.ScaleTo(set, size - count);
            removed += count;
        }

        return removed;
    }

    private List<ReplicaSet> OldestFirst() => [.. sets.Old.OrderBy(set => set.Metadata.CreationTimestamp).ThenBy(set => set.Metadata.Name, StringComparer.Ordinal)];
}
