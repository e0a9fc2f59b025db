using Podlab.Api.Model;
using Podlab.Engine.Scheduling.Cache;
using Podlab.Engine.Scheduling.Matching;
using Podlab.Engine.Scheduling.Queue;

namespace Podlab.Engine.Scheduling.Plugins.InterPodAffinity;

/// <summary>Which changes can make (anti-)affinity hold.</summary>
/// <remarks>
/// Follows pkg/scheduler/framework/plugins/interpodaffinity/plugin.go (v1.36.3). Hints know no labels of namespaces: a term that selects namespaces by
/// their labels is not woken by pods in them.
/// </remarks>
internal static class AffinityHints
{
    public static bool PodChanged(PodInfo pod, ClusterEvent change)
    {
        var old = change.Old is Pod before ? new PodInfo(before) : null;
        var now = change.New is Pod after ? new PodInfo(after) : null;
        bool Near(PodInfo other) => MatchesAll(pod.RequiredAffinity, other);
        bool Far(PodInfo other) => MatchesAll(pod.RequiredAntiAffinity, other);
        if (old is not null && now is not null) return (!Near(old) && Near(now)) || (Far(old) && !Far(now));
        if (now is not null) return Near(now);
        return Far(old!);
    }

    private static bool MatchesAll(AffinityTerm[] terms, PodInfo other) => terms.Length > 0 && Array.TrueForAll(terms, term => term.MatchesUnlabelled(other));

    /// <summary>A new node, or one that changed its place. A node that had no place was no hindrance to anti-affinity.</summary>
    public static bool NodeChanged(PodInfo pod, ClusterEvent change)
    {
        var now = ((Node)change.New!).Metadata.Labels;
        var old = (change.Old as Node)?.Metadata.Labels;
        bool Moved(AffinityTerm term) => old is null || old.Value.GetValueOrDefault(term.TopologyKey) != now.GetValueOrDefault(term.TopologyKey);
        if (Array.Exists(pod.RequiredAffinity, term => now.ContainsKey(term.TopologyKey) && Moved(term))) return true;
        return Array.Exists(pod.RequiredAntiAffinity, term => Moved(term) && (old is null || old.Value.ContainsKey(term.TopologyKey)));
    }
}
