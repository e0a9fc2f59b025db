using Podlab.Engine.Scheduling.Cache;

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
            if (Compare(candidates[i], best) < 0) best = candidates[i];
        }

        return best;
    }

    /// <summary>Below zero where the first pays less.</summary>
    private static int Compare(Candidate a, Candidate b)
    {
        if (a.BudgetViolations.CompareTo(b.BudgetViolations) is var byBudgets and not 0) return byBudgets;
        if (a.Victims[0].Priority.CompareTo(b.Victims[0].Priority) is var byHighest and not 0) return byHighest;
        if (SumOfPriorities(a.Victims).CompareTo(SumOfPriorities(b.Victims)) is var bySum and not 0) return bySum;
        if (a.Victims.Count.CompareTo(b.Victims.Count) is var byNumber and not 0) return byNumber;
        return EarliestStartOfMostImportant(b.Victims).CompareTo(EarliestStartOfMostImportant(a.Victims));
    }

    /// <summary>Each counts from the lowest priority there is, so that more victims of negative priority are no better than fewer.</summary>
    private static long SumOfPriorities(IReadOnlyList<PodInfo> victims)
    {
        long sum = 0;
        foreach (var victim in victims) sum += (long)victim.Priority + int.MaxValue + 1;
        return sum;
    }

    private static DateTimeOffset EarliestStartOfMostImportant(IReadOnlyList<PodInfo> victims)
    {
        var earliest = DateTimeOffset.MaxValue;
        foreach (var victim in victims)
        {
            // The most important come first.
            if (victim.Priority != victims[0].Priority) break;
            if (Importance.StartOf(victim) < earliest) earliest = Importance.StartOf(victim);
        }

        return earliest;
    }
}
