namespace Podlab.Engine.Scheduling.Plugins.DefaultPreemption;

/// <summary>Which node pays the lowest price.</summary>
/// <remarks>Follows pickOneNodeForPreemption in pkg/scheduler/framework/preemption/preemption.go (v1.36.3).</remarks>
internal static class CandidateChoice
{
    private const int LeastPercentage = 10;
    private const int LeastNumber = 100;

    /// <summary>How many candidates are enough, of so many nodes that may become one.</summary>
    public static int Enough(int nodes) => Math.Min(nodes, Math.Max(nodes * LeastPercentage / 100, LeastNumber));

    /// <summary>
    /// Fewest broken budgets, then the lowest of the highest priorities, the lowest sum of priorities, the fewest victims, the most important victims
    /// that started latest; the first of what then remains.
    /// </summary>
    public static Candidate Best(IReadOnlyList<Candidate> candidates)
    {
        var best = candidates[0];
        for (var i = 1; i < candidates.Count; i++)
        {
            if (candidates[i].Price.CompareTo(best.Price) < 0) best = candidates[i];
        }

        return best;
    }
}
