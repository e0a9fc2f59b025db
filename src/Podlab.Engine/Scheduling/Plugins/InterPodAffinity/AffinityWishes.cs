using Podlab.Engine.Scheduling.Cache;

namespace Podlab.Engine.Scheduling.Plugins.InterPodAffinity;

/// <summary>What PreScore found: the weights of all wishes that nodes fulfil, the pod's own and those of the pods that are there.</summary>
internal sealed class AffinityWishes
{
    private readonly List<(int Key, int[] Counts, long Weight)> own = [];
    private readonly List<TermCounts> others = [];

    public bool IsEmpty => own.Count == 0 && others.Count == 0;

    public static AffinityWishes Of(PodInfo pod, ClusterCache cache)
    {
        var wishes = new AffinityWishes();
        wishes.Add(pod.PreferredAffinity, 1, cache);
        wishes.Add(pod.PreferredAntiAffinity, -1, cache);
        foreach (var counts in cache.Wishes.Terms)
        {
            if (counts.Term.Matches(pod, cache.Namespaces)) wishes.others.Add(counts);
        }

        return wishes;
    }

    public long At(NodeInfo node)
    {
        long sum = 0;
        foreach (var (key, counts, weight) in own)
        {
            var value = node.TopologyValue(key);
            if ((uint)value < (uint)counts.Length) sum += counts[value] * weight;
        }

        foreach (var counts in others)
        {
            var value = node.TopologyValue(counts.TopologyKey);
            if (value >= 0) sum += counts.At(value);
        }

        return sum;
    }

    private void Add(Matching.AffinityTerm[] terms, int sign, ClusterCache cache)
    {
        foreach (var term in terms)
        {
            if (term.Weight == 0) continue;
            var key = cache.TopologyKey(term.TopologyKey);
            var counts = cache.Counter($"all|{term.PodsKey}", other => term.MatchesAsOwn(other, cache.Namespaces)).ByTopology(key, cache.AllNodes);
            if (Array.Exists(counts, count => count != 0)) own.Add((key, counts, sign * term.Weight));
        }
    }
}
