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
        return JoinsOrLeaves(constraints, old, now);
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

    /// <summary>The waiting pod's own labels decide whether it adds to the skew; its tolerations, which nodes count where their taints do.</summary>
    public static bool OwnPodChanged(PodInfo pod, ClusterEvent change)
    {
        var (old, now) = ((Pod)change.Old!, (Pod)change.New!);
        var constraints = SpreadConstraints.Of(pod, SpreadConstraints.Required);
        return (old.Spec.Tolerations != now.Spec.Tolerations && Array.Exists(constraints, constraint => constraint.HonorsTaints)) || JoinsOrLeaves(constraints, old, now);
    }

    private static bool JoinsOrLeaves(SpreadConstraint[] constraints, Pod old, Pod now) =>
        old.Metadata.Labels != now.Metadata.Labels
        && Array.Exists(constraints, constraint => constraint.Selector.Matches(old.Metadata.Labels) != constraint.Selector.Matches(now.Metadata.Labels));

    private static bool Matches(SpreadConstraint[] constraints, Pod pod) => Array.Exists(constraints, constraint => constraint.Selector.Matches(pod.Metadata.Labels));
}
