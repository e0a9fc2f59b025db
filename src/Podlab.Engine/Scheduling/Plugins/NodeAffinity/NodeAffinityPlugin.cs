using Podlab.Api.Model;
using Podlab.Engine.Scheduling.Cache;
using Podlab.Engine.Scheduling.Framework;
using Podlab.Engine.Scheduling.Matching;
using Podlab.Engine.Scheduling.Queue;

namespace Podlab.Engine.Scheduling.Plugins.NodeAffinity;

/// <summary>nodeSelector and node affinity: required terms keep nodes out, preferred ones rank them.</summary>
internal sealed class NodeAffinityPlugin : IPreFilterPlugin, IFilterPlugin, IPreScorePlugin, IScorePlugin, IEventHints
{
    private static readonly PluginStatus Refusal = PluginStatus.Unresolvable(PluginNames.NodeAffinity, "node(s) didn't match Pod's node affinity/selector");
    private static readonly PluginStatus Conflict = PluginStatus.Unresolvable(PluginNames.NodeAffinity, "pod affinity terms conflict");
    private static readonly PluginStatus Nothing = PluginStatus.Skip(PluginNames.NodeAffinity);

    public string Name => PluginNames.NodeAffinity;

    public bool Normalizes => true;

    public IReadOnlyList<EventHint> Hints { get; } =
    [
        new(EventResource.Node, EventAction.Add | EventAction.UpdateNodeLabel, static (pod, change) =>
            (pod.NodeRequirement?.Matches((Node)change.New!) ?? true)
            && (change.Old is not Node old || !(pod.NodeRequirement?.Matches(old) ?? true))),
    ];

    public PreFilterAnswer PreFilter(CycleState state, PodInfo pod, ClusterCache cache)
    {
        if (pod.NodeRequirement is null) return new PreFilterAnswer(Nothing);
        state.Write(StateSlot.NodeAffinityFilter, cache.MatchesOf(pod.NodeRequirement));
        var required = pod.Pod.Spec.Affinity?.NodeAffinity?.RequiredDuringSchedulingIgnoredDuringExecution;
        if (required is null || required.NodeSelectorTerms.IsEmpty) return PreFilterAnswer.AllNodes;
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var term in required.NodeSelectorTerms)
        {
            if (NamesOf(term) is not { } named) return PreFilterAnswer.AllNodes;
            names.UnionWith(named);
        }

        return names.Count == 0 ? new PreFilterAnswer(Conflict) : new PreFilterAnswer(null, names);
    }

    public PluginStatus? Filter(CycleState state, PodInfo pod, NodeInfo node) => state.Read<NodeMatches>(StateSlot.NodeAffinityFilter).Accepts(node) ? null : Refusal;

    public PluginStatus? PreScore(CycleState state, PodInfo pod, ReadOnlySpan<NodeInfo> nodes) =>
        pod.Pod.Spec.Affinity?.NodeAffinity is { PreferredDuringSchedulingIgnoredDuringExecution.IsEmpty: false } ? null : Nothing;

    public void Score(CycleState state, PodInfo pod, ReadOnlySpan<NodeInfo> nodes, Span<long> scores)
    {
        var preferred = pod.Pod.Spec.Affinity!.NodeAffinity!.PreferredDuringSchedulingIgnoredDuringExecution;
        for (var i = 0; i < nodes.Length; i++)
        {
            long sum = 0;
            foreach (var term in preferred)
            {
                if (term.Weight != 0 && NodeSelectors.Matches(term.Preference, nodes[i].Node!)) sum += term.Weight;
            }

            scores[i] = sum;
        }
    }

    public void Normalize(CycleState state, PodInfo pod, ReadOnlySpan<NodeInfo> nodes, Span<long> scores) => NodeScores.ScaleToHighest(scores, reverse: false);

    /// <summary>The nodes a term names by field; null where it names none. Several requirements must all hold.</summary>
    private static HashSet<string>? NamesOf(NodeSelectorTerm term)
    {
        HashSet<string>? names = null;
        foreach (var requirement in term.MatchFields)
        {
            if (requirement is not { Key: "metadata.name", Operator: "In" }) continue;
            if (names is null) names = new HashSet<string>(requirement.Values, StringComparer.Ordinal);
            else names.IntersectWith(requirement.Values);
        }

        return names;
    }
}
