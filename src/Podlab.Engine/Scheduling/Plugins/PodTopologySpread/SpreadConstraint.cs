using Podlab.Api;
using Podlab.Api.Model;
using Podlab.Engine.Scheduling.Cache;
using Podlab.Engine.Scheduling.Matching;
using Podlab.Engine.Scheduling.Plugins.TaintToleration;

namespace Podlab.Engine.Scheduling.Plugins.PodTopologySpread;

/// <summary>One topology spread constraint of a pod, ready to be asked.</summary>
internal sealed class SpreadConstraint
{
    private readonly bool honorsAffinity;

    public SpreadConstraint(TopologySpreadConstraint constraint, PodInfo pod)
        : this(constraint.TopologyKey, constraint.MaxSkew, WithLabelKeys(constraint, pod))
    {
        MinDomains = constraint.MinDomains ?? 1;
        honorsAffinity = constraint.NodeAffinityPolicy is null or "Honor";
        HonorsTaints = constraint.NodeTaintsPolicy is "Honor";
    }

    public SpreadConstraint(string topologyKey, int maxSkew, LabelQuery selector)
    {
        TopologyKey = topologyKey;
        MaxSkew = maxSkew;
        Selector = selector;
        honorsAffinity = true;
    }

    public string TopologyKey { get; }

    public int MaxSkew { get; }

    public int MinDomains { get; } = 1;

    public LabelQuery Selector { get; }

    /// <summary>Whether nodes count only if the pod bears their taints.</summary>
    public bool HonorsTaints { get; }

    public bool IsByHost => TopologyKey == "kubernetes.io/hostname";

    /// <summary>Whether the pods on a node count, and its topology value with them.</summary>
    public bool Includes(PodInfo pod, NodeInfo node) =>
        (!honorsAffinity || pod.NodeRequirement is null || pod.NodeRequirement.Matches(node.Node!))
        && (!HonorsTaints || Tolerations.FirstUntolerated(node.Node!.Spec.Taints, pod.Pod.Spec.Tolerations) is null);

    /// <summary>Whether every node counts.</summary>
    public bool IncludesAll(PodInfo pod) => (!honorsAffinity || pod.NodeRequirement is null) && !HonorsTaints;

    /// <summary>Counts the pods of the namespace that the selector matches and that are not going.</summary>
    public PodCounter Counter(ClusterCache cache, string @namespace)
    {
        var selector = Selector;
        if (selector.MatchesEverything) return cache.Counter("nothing", static _ => false);
        return cache.Counter($"spread|{@namespace}|{selector}", pod => pod.Namespace == @namespace && !pod.IsTerminating && selector.Matches(pod.Labels));
    }

    public static bool HasAllKeys(IReadOnlyList<SpreadConstraint> constraints, Node node)
    {
        foreach (var constraint in constraints)
        {
            if (!node.Metadata.Labels.ContainsKey(constraint.TopologyKey)) return false;
        }

        return true;
    }

    private static LabelQuery WithLabelKeys(TopologySpreadConstraint constraint, PodInfo pod)
    {
        var more = new List<LabelRequirement>();
        foreach (var key in constraint.MatchLabelKeys)
        {
            if (pod.Labels.TryGetValue(key, out var value)) more.Add(new LabelRequirement(key, LabelOperator.In, [value]));
        }

        return constraint.LabelSelector.ToQuery().And(more);
    }
}
