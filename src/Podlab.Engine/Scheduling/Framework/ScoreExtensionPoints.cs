using Podlab.Engine.Scheduling.Cache;

namespace Podlab.Engine.Scheduling.Framework;

/// <summary>Called once with the nodes that passed the filters; Skip leaves out this plugin's scores.</summary>
public interface IPreScorePlugin : IPlugin
{
    PluginStatus? PreScore(CycleState state, PodInfo pod, ReadOnlySpan<NodeInfo> nodes);
}

/// <summary>Ranks the nodes that passed the filters.</summary>
public interface IScorePlugin : IPlugin
{
    /// <summary>Writes a raw score for each node; a higher one is better unless <see cref="Normalize"/> turns it round.</summary>
    void Score(CycleState state, PodInfo pod, ReadOnlySpan<NodeInfo> nodes, Span<long> scores);

    /// <summary>Whether <see cref="Normalize"/> changes anything.</summary>
    bool Normalizes => false;

    /// <summary>Brings raw scores into 0 … <see cref="NodeScores.Max"/>; only called where <see cref="Normalizes"/>.</summary>
    void Normalize(CycleState state, PodInfo pod, ReadOnlySpan<NodeInfo> nodes, Span<long> scores)
    {
    }
}

/// <summary>The range of normalised scores and the usual way into it.</summary>
public static class NodeScores
{
    public const long Max = 100;

    /// <summary>Scales so that the highest becomes <see cref="Max"/>; <paramref name="reverse"/> makes the lowest the best.</summary>
    /// <remarks>Follows pkg/scheduler/framework/plugins/helper/normalize_score.go (v1.36.3).</remarks>
    public static void ScaleToHighest(Span<long> scores, bool reverse)
    {
        long highest = 0;
        foreach (var score in scores) highest = Math.Max(highest, score);
        if (highest == 0)
        {
            if (reverse) scores.Fill(Max);
            return;
        }

        foreach (ref var score in scores)
        {
            var scaled = Max * score / highest;
            score = reverse ? Max - scaled : scaled;
        }
    }
}
