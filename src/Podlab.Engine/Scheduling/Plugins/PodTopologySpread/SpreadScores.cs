using Podlab.Engine.Scheduling.Cache;
using Podlab.Engine.Scheduling.Framework;

namespace Podlab.Engine.Scheduling.Plugins.PodTopologySpread;

/// <summary>What PreScore found: matching pods by topology value, and how much each constraint weighs.</summary>
/// <remarks>Follows pkg/scheduler/framework/plugins/podtopologyspread/scoring.go (v1.36.3).</remarks>
internal sealed class SpreadScores
{
    private const int NoCandidate = -1;
    private const long Ignored = -1;

    private readonly SpreadConstraint[] constraints;
    private readonly int[] keys;
    private readonly bool needsAllKeys;
    private readonly PodCounter[] counters;
    private readonly int[]?[] counts;
    private readonly double[] weights;

    public SpreadScores(SpreadConstraint[] constraints, bool needsAllKeys, PodInfo pod, ReadOnlySpan<NodeInfo> feasible, ClusterCache cache)
    {
        this.constraints = constraints;
        this.needsAllKeys = needsAllKeys;
        keys = Array.ConvertAll(constraints, constraint => cache.TopologyKey(constraint.TopologyKey));
        counters = Array.ConvertAll(constraints, constraint => constraint.Counter(cache, pod.Namespace));
        counts = new int[]?[constraints.Length];
        weights = new double[constraints.Length];
        var domains = MarkCandidates(feasible, cache, out var ignored);
        for (var i = 0; i < weights.Length; i++)
            weights[i] = Math.Log((constraints[i].IsByHost ? feasible.Length - ignored : domains[i]) + 2);
        Count(pod, cache);
    }

    public void Score(ReadOnlySpan<NodeInfo> nodes, Span<long> scores)
    {
        for (var n = 0; n < nodes.Length; n++)
        {
            var node = nodes[n];
            if (IsIgnored(node)) continue;
            double score = 0;
            for (var i = 0; i < keys.Length; i++)
            {
                var value = node.TopologyValue(keys[i]);
                if (value < 0) continue;
                var count = counts[i] is { } byValue ? byValue[value] : counters[i].OnNode(node);
                score += count * weights[i] + (constraints[i].MaxSkew - 1);
            }

            scores[n] = (long)Math.Round(score, MidpointRounding.AwayFromZero);
        }
    }

    /// <summary>Fewer matching pods are better; nodes without the labels get nothing.</summary>
    public void Normalize(ReadOnlySpan<NodeInfo> nodes, Span<long> scores)
    {
        long least = long.MaxValue, most = 0;
        for (var i = 0; i < nodes.Length; i++)
        {
            if (IsIgnored(nodes[i]))
            {
                scores[i] = Ignored;
                continue;
            }

            least = Math.Min(least, scores[i]);
            most = Math.Max(most, scores[i]);
        }

        foreach (ref var score in scores)
            score = score == Ignored ? 0 : most == 0 ? NodeScores.Max : NodeScores.Max * (most + least - score) / most;
    }

    private bool IsIgnored(NodeInfo node)
    {
        if (!needsAllKeys) return false;
        foreach (var key in keys)
        {
            if (node.TopologyValue(key) < 0) return true;
        }

        return false;
    }

    /// <summary>Values that a feasible node has; others need not be counted.</summary>
    private int[] MarkCandidates(ReadOnlySpan<NodeInfo> feasible, ClusterCache cache, out int ignored)
    {
        var domains = new int[constraints.Length];
        for (var i = 0; i < counts.Length; i++)
        {
            if (constraints[i].IsByHost) continue;
            var row = new int[cache.Topology.ValueCount(keys[i])];
            Array.Fill(row, NoCandidate);
            counts[i] = row;
        }

        ignored = 0;
        var lacking = new bool[constraints.Length];
        foreach (var node in feasible)
        {
            if (IsIgnored(node))
            {
                ignored++;
                continue;
            }

            for (var i = 0; i < keys.Length; i++)
            {
                if (counts[i] is not { } row) continue;
                var value = node.TopologyValue(keys[i]);
                if (value < 0 ? lacking[i] : row[value] != NoCandidate) continue;
                // The nodes without the label are one domain more, though none of them is scored by it.
                if (value < 0) lacking[i] = true;
                else row[value] = 0;
                domains[i]++;
            }
        }

        return domains;
    }

    private void Count(PodInfo pod, ClusterCache cache)
    {
        if (Array.TrueForAll(counts, row => row is null)) return;
        if (Array.TrueForAll(constraints, constraint => constraint.IncludesAll(pod)) && (!needsAllKeys || Array.TrueForAll(keys, cache.AllNodesHave)))
        {
            for (var i = 0; i < keys.Length; i++) Add(counters[i].ByTopology(keys[i], cache.AllNodes), counts[i]);
            return;
        }

        foreach (var node in cache.AllNodes)
        {
            if (IsIgnored(node)) continue;
            for (var i = 0; i < keys.Length; i++)
            {
                if (counts[i] is not { } row || counters[i].OnNode(node) is not (> 0 and var there)) continue;
                var value = node.TopologyValue(keys[i]);
                if (value < 0 || row[value] == NoCandidate || !constraints[i].Includes(pod, node)) continue;
                row[value] += there;
            }
        }
    }

    private static void Add(int[] pods, int[]? row)
    {
        for (var value = 0; row is not null && value < row.Length && value < pods.Length; value++)
        {
            if (row[value] != NoCandidate) row[value] += pods[value];
        }
    }
}
