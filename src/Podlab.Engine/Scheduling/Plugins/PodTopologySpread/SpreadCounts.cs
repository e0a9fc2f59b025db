using Podlab.Engine.Scheduling.Cache;
using Podlab.Engine.Scheduling.Framework;

namespace Podlab.Engine.Scheduling.Plugins.PodTopologySpread;

/// <summary>What PreFilter found: for each constraint the matching pods in each topology value that counts.</summary>
internal sealed class SpreadCounts : IClonableState
{
    private const int NotThere = -1;

    private readonly int[] keys;
    private readonly bool[] self;
    private readonly int[][] counts;
    private readonly int[] lowest;

    private SpreadCounts(SpreadConstraint[] constraints, int[] keys, bool[] self, int[][] counts)
    {
        Constraints = constraints;
        this.keys = keys;
        this.self = self;
        this.counts = counts;
        lowest = new int[constraints.Length];
        for (var i = 0; i < lowest.Length; i++) lowest[i] = Lowest(i);
    }

    public SpreadConstraint[] Constraints { get; }

    public static SpreadCounts Of(SpreadConstraint[] constraints, PodInfo pod, ClusterCache cache)
    {
        var keys = Array.ConvertAll(constraints, constraint => cache.TopologyKey(constraint.TopologyKey));
        var self = Array.ConvertAll(constraints, constraint => constraint.Selector.Matches(pod.Labels));
        var counts = new int[constraints.Length][];
        var includesAll = Array.ConvertAll(constraints, constraint => constraint.IncludesAll(pod));
        var counters = Array.ConvertAll(constraints, constraint => constraint.Counter(cache, pod.Namespace));
        for (var i = 0; i < counts.Length; i++)
        {
            counts[i] = new int[cache.Topology.ValueCount(keys[i])];
            Array.Fill(counts[i], NotThere);
        }

        if (Array.TrueForAll(includesAll, all => all) && Array.TrueForAll(keys, cache.AllNodesHave))
        {
            for (var i = 0; i < counts.Length; i++) Copy(counters[i].ByTopology(keys[i], cache.AllNodes), cache.NodesByTopology(keys[i]), counts[i]);
            return new SpreadCounts(constraints, keys, self, counts);
        }

        foreach (var node in cache.AllNodes)
        {
            if (!HasAll(keys, node)) continue;
            for (var i = 0; i < counts.Length; i++)
            {
                if (!includesAll[i] && !constraints[i].Includes(pod, node)) continue;
                ref var count = ref counts[i][node.TopologyValue(keys[i])];
                if (count == NotThere) count = 0;
                count += counters[i].OnNode(node);
            }
        }

        return new SpreadCounts(constraints, keys, self, counts);
    }

    /// <summary>Null: within the skew; false: too many there; true: the node lacks the label.</summary>
    public bool? Violation(NodeInfo node)
    {
        for (var i = 0; i < keys.Length; i++)
        {
            var value = node.TopologyValue(keys[i]);
            if (value < 0) return true;
            var there = Math.Max(counts[i][value], 0);
            if (there + (self[i] ? 1 : 0) - lowest[i] > Constraints[i].MaxSkew) return false;
        }

        return null;
    }

    public void Update(PodInfo pod, PodInfo other, NodeInfo node, int sign)
    {
        if (other.Namespace != pod.Namespace || !HasAll(keys, node)) return;
        for (var i = 0; i < keys.Length; i++)
        {
            if (!Constraints[i].Selector.Matches(other.Labels) || !Constraints[i].Includes(pod, node)) continue;
            ref var count = ref counts[i][node.TopologyValue(keys[i])];
            count = Math.Max(count, 0) + sign;
            lowest[i] = Lowest(i);
        }
    }

    public object CloneState() => new SpreadCounts(Constraints, keys, self, Array.ConvertAll(counts, row => (int[])row.Clone()));

    /// <summary>Every node counts: the sums that are kept anyway are the answer.</summary>
    private static void Copy(int[] pods, int[] nodes, int[] counts)
    {
        for (var value = 0; value < counts.Length; value++)
        {
            if (value < nodes.Length && nodes[value] > 0) counts[value] = value < pods.Length ? pods[value] : 0;
        }
    }

    private static bool HasAll(int[] keys, NodeInfo node)
    {
        foreach (var key in keys)
        {
            if (node.TopologyValue(key) < 0) return false;
        }

        return true;
    }

    /// <summary>The lowest count of all domains; 0 while there are fewer domains than the constraint asks for.</summary>
    private int Lowest(int index)
    {
        int domains = 0, least = int.MaxValue;
        foreach (var count in counts[index])
        {
            if (count == NotThere) continue;
            domains++;
            least = Math.Min(least, count);
        }

        return domains == 0 || domains < Constraints[index].MinDomains ? 0 : least;
    }
}
