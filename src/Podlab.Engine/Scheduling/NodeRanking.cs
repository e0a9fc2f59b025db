using System.Runtime.InteropServices;
using Podlab.Engine.Chance;
using Podlab.Engine.Scheduling.Cache;
using Podlab.Engine.Scheduling.Framework;
using Podlab.Engine.Scheduling.Tracing;

namespace Podlab.Engine.Scheduling;

/// <summary>Scores the feasible nodes and takes one of the best.</summary>
internal sealed class NodeRanking(PluginSet plugins, SeededRandom random)
{
    private long[] buffer = [];
    private int[] totals = [];

    /// <summary>For tests that follow a recording: of the best nodes of a pod, the one to take; null: by chance.</summary>
    public Func<string, IReadOnlyList<string>, string?>? Prefer { get; set; }

    public NodeInfo Best(CycleState state, PodInfo pod, List<NodeInfo> feasible, Decision trace)
    {
        if (feasible.Count == 1) return feasible[0];
        var nodes = CollectionsMarshal.AsSpan(feasible);
        foreach (var scorer in plugins.Scorers)
        {
            if (scorer.PreScore?.PreScore(state, pod, nodes) is { IsSkip: true }) state.SkippedScores |= 1u << scorer.Bit;
        }

        if (buffer.Length < nodes.Length) buffer = new long[nodes.Length];
        var scores = buffer.AsSpan(0, nodes.Length);
        if (totals.Length < nodes.Length) totals = new int[nodes.Length];
        var sums = totals.AsSpan(0, nodes.Length);
        sums.Clear();
        var traces = new List<ScoreTrace>(plugins.Scorers.Length);
        foreach (var scorer in plugins.Scorers)
        {
            if ((state.SkippedScores & (1u << scorer.Bit)) != 0) continue;
            scores.Clear();
            scorer.Plugin.Score(state, pod, nodes, scores);
            var raw = ScoreColumn.Of(scores);
            var normalized = raw;
            if (scorer.Plugin.Normalizes)
            {
                scorer.Plugin.Normalize(state, pod, nodes, scores);
                normalized = ScoreColumn.Of(scores);
            }

            for (var i = 0; i < sums.Length; i++) sums[i] += (int)scores[i] * scorer.Weight;
            traces.Add(new ScoreTrace(scorer.Plugin.Name, scorer.Weight, raw, normalized));
        }

        trace.Scores = traces;
        return Preferred(pod, feasible, trace) ?? feasible[Pick(sums)];
    }

    private NodeInfo? Preferred(PodInfo pod, List<NodeInfo> feasible, Decision trace)
    {
        if (Prefer is null) return null;
        var highest = trace.Totals.Max();
        var best = feasible.Where((_, i) => trace.Totals[i] == highest).ToList();
        return Prefer(pod.Key, best.ConvertAll(node => node.Name)) is { } name ? best.Find(node => node.Name == name) : null;
    }

    /// <summary>One of the highest, each with the same chance.</summary>
    private int Pick(ReadOnlySpan<int> totals)
    {
        int best = 0, ties = 1;
        for (var i = 1; i < totals.Length; i++)
        {
            if (totals[i] > totals[best])
            {
                best = i;
                ties = 1;
            }
            else if (totals[i] == totals[best] && random.Next(++ties) == 0)
            {
                best = i;
            }
        }

        return best;
    }
}
