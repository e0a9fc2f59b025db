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
        var totals = new int[nodes.Length];
        var traces = new List<ScoreTrace>(plugins.Scorers.Count);
        foreach (var scorer in plugins.Scorers)
        {
            if ((state.SkippedScores & (1u << scorer.Bit)) != 0) continue;
            scores.Clear();
            scorer.Plugin.Score(state, pod, nodes, scores);
            var raw = Narrow(scores);
            var normalized = raw;
            if (scorer.Plugin.Normalizes)
            {
                scorer.Plugin.Normalize(state, pod, nodes, scores);
                normalized = Narrow(scores);
            }

            for (var i = 0; i < totals.Length; i++) totals[i] += normalized[i] * scorer.Weight;
            traces.Add(new ScoreTrace(scorer.Plugin.Name, scorer.Weight, raw, normalized));
        }

        trace.Scores = traces;
        trace.Totals = totals;
        return Preferred(pod, feasible, totals) ?? feasible[Pick(totals)];
    }

    /// <summary>Traces keep half the width: no plugin's raw score comes near its end.</summary>
    private static int[] Narrow(ReadOnlySpan<long> scores)
    {
        var narrow = new int[scores.Length];
        for (var i = 0; i < narrow.Length; i++) narrow[i] = (int)Math.Clamp(scores[i], int.MinValue, int.MaxValue);
        return narrow;
    }

    private NodeInfo? Preferred(PodInfo pod, List<NodeInfo> feasible, int[] totals)
    {
        if (Prefer is null) return null;
        var highest = totals.Max();
        var best = feasible.Where((_, i) => totals[i] == highest).ToList();
        return Prefer(pod.Key, best.ConvertAll(node => node.Name)) is { } name ? best.Find(node => node.Name == name) : null;
    }

    /// <summary>One of the highest, each with the same chance.</summary>
    private int Pick(int[] totals)
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
