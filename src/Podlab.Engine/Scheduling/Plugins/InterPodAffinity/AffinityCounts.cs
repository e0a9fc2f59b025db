using Podlab.Engine.Scheduling.Cache;
using Podlab.Engine.Scheduling.Framework;
using Podlab.Engine.Scheduling.Matching;

namespace Podlab.Engine.Scheduling.Plugins.InterPodAffinity;

/// <summary>What PreFilter found: where the pods are that the pod wants near or far, and whose anti-affinity it would hurt.</summary>
/// <remarks>The counts are the cache's own; a dry run lays its changes over them.</remarks>
internal sealed class AffinityCounts : IClonableState
{
    private readonly PodInfo pod;
    private readonly ClusterCache cache;
    private readonly (int Key, int[] Counts)[] affinity;
    private readonly (int Key, int[] Counts)[] antiAffinity;
    private readonly List<TermCounts> existing;
    private Overlay? overlay;

    public AffinityCounts(PodInfo pod, ClusterCache cache)
    {
        this.pod = pod;
        this.cache = cache;
        existing = [];
        foreach (var counts in cache.AntiAffinity.Terms)
        {
            if (counts.Term.Matches(pod, cache.Namespaces)) existing.Add(counts);
        }

        affinity = [];
        if (pod.RequiredAffinity.Length > 0)
        {
            var question = string.Join("&", pod.RequiredAffinity.Select(term => term.PodsKey));
            var terms = pod.RequiredAffinity;
            var counter = cache.Counter($"all|{question}", other => MatchesAll(terms, other, cache.Namespaces));
            affinity = Array.ConvertAll(terms, term => ByTopology(counter, term));
        }

        antiAffinity = Array.ConvertAll(pod.RequiredAntiAffinity, term =>
            ByTopology(cache.Counter($"all|{term.PodsKey}", other => term.MatchesAsOwn(other, cache.Namespaces)), term));
    }

    private AffinityCounts(AffinityCounts other)
    {
        (pod, cache, affinity, antiAffinity, existing) = (other.pod, other.cache, other.affinity, other.antiAffinity, other.existing);
        overlay = other.overlay?.Clone();
    }

    /// <summary>Whether every node will do as far as affinity goes.</summary>
    public bool IsEmpty => affinity.Length == 0 && antiAffinity.Length == 0 && existing.Count == 0;

    /// <summary>Whether each required term finds its pods near the node. The first pod of a group that wants its own kind may go anywhere.</summary>
    public bool SatisfiesAffinity(NodeInfo node)
    {
        var podsExist = true;
        for (var i = 0; i < affinity.Length; i++)
        {
            var value = node.TopologyValue(affinity[i].Key);
            if (value < 0) return false;
            if (At(affinity[i], value, overlay?.Affinity) <= 0) podsExist = false;
        }

        return podsExist || (NoPodMatches() && MatchesAll(pod.RequiredAffinity, pod, cache.Namespaces));
    }

    public bool SatisfiesAntiAffinity(NodeInfo node)
    {
        foreach (var counts in antiAffinity)
        {
            var value = node.TopologyValue(counts.Key);
            if (value < 0) continue;
            if (overlay is null ? At(counts, value, null) > 0 : SumOfAnti(counts.Key, value) > 0) return false;
        }

        return true;
    }

    public bool SatisfiesExistingAntiAffinity(NodeInfo node)
    {
        foreach (var counts in existing)
        {
            var value = node.TopologyValue(counts.TopologyKey);
            if (value < 0) continue;
            if (overlay is null ? counts.At(value) > 0 : SumOfExisting(counts.TopologyKey, value) > 0) return false;
        }

        if (overlay is null) return true;
        foreach (var (key, value) in overlay.Existing.Keys)
        {
            if (node.TopologyValue(key) == value && SumOfExisting(key, value) > 0) return false;
        }

        return true;
    }

    /// <summary>A pod came to a node of the dry run, or left it.</summary>
    public void Update(PodInfo other, NodeInfo node, int sign)
    {
        overlay ??= new Overlay();
        if (pod.RequiredAffinity.Length > 0 && MatchesAll(pod.RequiredAffinity, other, cache.Namespaces))
        {
            foreach (var (key, _) in affinity.DistinctBy(pair => pair.Key)) Overlay.Count(overlay.Affinity, key, node.TopologyValue(key), sign);
        }

        for (var i = 0; i < antiAffinity.Length; i++)
        {
            if (pod.RequiredAntiAffinity[i].MatchesAsOwn(other, cache.Namespaces))
                Overlay.Count(overlay.AntiAffinity, antiAffinity[i].Key, node.TopologyValue(antiAffinity[i].Key), sign);
        }

        foreach (var term in other.RequiredAntiAffinity)
        {
            if (!term.Matches(pod, cache.Namespaces)) continue;
            var key = cache.TopologyKey(term.TopologyKey);
            Overlay.Count(overlay.Existing, key, node.TopologyValue(key), sign);
        }
    }

    public object CloneState() => new AffinityCounts(this);

    public static bool MatchesAll(AffinityTerm[] terms, PodInfo other, NamespaceLabels namespaces)
    {
        if (terms.Length == 0) return false;
        foreach (var term in terms)
        {
            if (!term.MatchesAsOwn(other, namespaces)) return false;
        }

        return true;
    }

    private static long At((int Key, int[] Counts) counts, int value, Dictionary<(int, int), int>? changes)
    {
        var there = value < counts.Counts.Length ? counts.Counts[value] : 0;
        return changes is null ? there : there + changes.GetValueOrDefault((counts.Key, value));
    }

    /// <summary>Of all terms with this topology: a dry run's changes do not say which term they belong to.</summary>
    private long SumOfAnti(int key, int value)
    {
        long sum = overlay!.AntiAffinity.GetValueOrDefault((key, value));
        foreach (var counts in antiAffinity)
        {
            if (counts.Key == key) sum += At(counts, value, null);
        }

        return sum;
    }

    private long SumOfExisting(int key, int value)
    {
        long sum = overlay!.Existing.GetValueOrDefault((key, value));
        foreach (var counts in existing)
        {
            if (counts.TopologyKey == key) sum += counts.At(value);
        }

        return sum;
    }

    private (int Key, int[] Counts) ByTopology(PodCounter counter, AffinityTerm term)
    {
        var key = cache.TopologyKey(term.TopologyKey);
        return (key, counter.ByTopology(key, cache.AllNodes));
    }

    private bool NoPodMatches()
    {
        foreach (var (key, counts) in affinity)
        {
            for (var value = 0; value < cache.Topology.ValueCount(key); value++)
            {
                if (At((key, counts), value, overlay?.Affinity) > 0) return false;
            }
        }

        return true;
    }

    /// <summary>Differences by (topology key, value).</summary>
    private sealed class Overlay
    {
        public Dictionary<(int Key, int Value), int> Affinity { get; init; } = [];

        public Dictionary<(int Key, int Value), int> AntiAffinity { get; init; } = [];

        public Dictionary<(int Key, int Value), int> Existing { get; init; } = [];

        public static void Count(Dictionary<(int, int), int> changes, int key, int value, int sign)
        {
            if (value >= 0) changes[(key, value)] = changes.GetValueOrDefault((key, value)) + sign;
        }

        public Overlay Clone() => new() { Affinity = new(Affinity), AntiAffinity = new(AntiAffinity), Existing = new(Existing) };
    }
}
