using Podlab.Api.Model;
using Podlab.Engine.Scheduling.Cache;
using Podlab.Engine.Scheduling.Matching;
using Podlab.Engine.Scheduling.Queue;

namespace Podlab.Engine.Scheduling.Plugins.InterPodAffinity;

/// <summary>Which changes can make (anti-)affinity hold.</summary>
/// <remarks>Follows pkg/scheduler/framework/plugins/interpodaffinity/plugin.go (v1.36.3).</remarks>
internal static class AffinityHints
{
    public static bool PodChanged(PodInfo pod, ClusterEvent change, NamespaceLabels namespaces)
    {
        var old = change.Old is Pod before ? new PodInfo(before) : null;
        var now = change.New is Pod after ? new PodInfo(after) : null;
        bool Near(PodInfo other) => AffinityCounts.MatchesAll(pod.RequiredAffinity, other, namespaces);
        bool Far(PodInfo other) => AffinityCounts.MatchesAll(pod.RequiredAntiAffinity, other, namespaces);
        if (old is not null && now is not null) return (!Near(old) && Near(now)) || (Far(old) && !Far(now));
        if (now is not null) return Near(now);
        return Far(old!) || Array.Exists(old!.RequiredAntiAffinity, term => term.Matches(pod, namespaces));
    }

    public static bool NodeChanged(PodInfo pod, ClusterEvent change)
    {
        var now = ((Node)change.New!).Metadata.Labels;
        var old = (change.Old as Node)?.Metadata.Labels;
        bool Moved(AffinityTerm term) => old is null || old.Value.GetValueOrDefault(term.TopologyKey) != now.GetValueOrDefault(term.TopologyKey);
        if (Array.Exists(pod.RequiredAffinity, term => now.ContainsKey(term.TopologyKey) && Moved(term))) return true;
        if (Array.Exists(pod.RequiredAntiAffinity, Moved)) return true;
        return pod.RequiredAffinity.Length == 0 && pod.RequiredAntiAffinity.Length == 0;
    }
}
