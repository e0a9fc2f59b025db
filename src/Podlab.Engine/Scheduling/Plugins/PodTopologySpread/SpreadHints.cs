using Podlab.Api.Model;
using Podlab.Engine.Scheduling.Cache;
using Podlab.Engine.Scheduling.Queue;

namespace Podlab.Engine.Scheduling.Plugins.PodTopologySpread;

/// <summary>Which changes can bring a pod's skew within its limits.</summary>
/// <remarks>Follows pkg/scheduler/framework/plugins/podtopologyspread/plugin.go (v1.36.3).</remarks>
internal static class SpreadHints
{
    public static bool PodChanged(PodInfo pod, ClusterEvent change)
    {
        var (old, now) = ((Pod?)change.Old, (Pod?)change.New);
        if ((now ?? old)!.Metadata.Namespace != pod.Namespace) return false;
        var constraints = SpreadConstraints.Of(pod, SpreadConstraints.Required);
        if (old is null || now is null) return Matches(constraints, (now ?? old)!);
        return old.Metadata.Labels != now.Metadata.Labels && Matches(constraints, old) != Matches(constraints, now);
    }

    public static bool NodeChanged(PodInfo pod, ClusterEvent change)
    {
        var (old, now) = ((Node?)change.Old, (Node?)change.New);
        var constraints = SpreadConstraints.Of(pod, SpreadConstraints.Required);
        var before = old is not null && SpreadConstraint.HasAllKeys(constraints, old);
        if (now is null) return before;
        var after = SpreadConstraint.HasAllKeys(constraints, now);
        if (before != after) return true;
        return after && (old!.Spec.Taints != now.Spec.Taints || constraints.Any(constraint =>
            old.Metadata.Labels[constraint.TopologyKey] != now.Metadata.Labels[constraint.TopologyKey]));
    }

    /// <summary>A pod that no longer matches its own selector does not add to the skew.</summary>
    public static bool OwnLabelsChanged(PodInfo pod, ClusterEvent change) =>
        !Matches(SpreadConstraints.Of(pod, SpreadConstraints.Required), (Pod)change.New!);

    private static bool Matches(SpreadConstraint[] constraints, Pod pod) => Array.Exists(constraints, constraint => constraint.Selector.Matches(pod.Metadata.Labels));
}
