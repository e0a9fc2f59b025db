using Podlab.Engine.Scheduling.Cache;

namespace Podlab.Engine.Scheduling.Plugins.DefaultPreemption;

/// <summary>What a node would pay: the lower, the sooner it is taken.</summary>
/// <param name="BudgetViolations">How many victims a disruption budget protects.</param>
/// <param name="Highest">The highest priority among them.</param>
/// <param name="Sum">Their priorities, each counted from the lowest there is, so that more victims of negative priority are no better than fewer.</param>
/// <param name="Start">When the first of the most important ones started; the later, the lower the price.</param>
/// <remarks>Follows pickOneNodeForPreemption in pkg/scheduler/framework/preemption/preemption.go (v1.36.3).</remarks>
internal readonly record struct CandidatePrice(int BudgetViolations, int Highest, long Sum, int Victims, DateTimeOffset Start) : IComparable<CandidatePrice>
{
    public static CandidatePrice Of(IReadOnlyList<PodInfo> victims, int budgetViolations)
    {
        long sum = 0;
        var start = DateTimeOffset.MaxValue;
        foreach (var victim in victims)
        {
            sum += (long)victim.Priority + int.MaxValue + 1;
            if (victim.Priority == victims[0].Priority && Importance.StartOf(victim) < start) start = Importance.StartOf(victim);
        }

        return new CandidatePrice(budgetViolations, victims[0].Priority, sum, victims.Count, start);
    }

    public int CompareTo(CandidatePrice other)
    {
        if (BudgetViolations != other.BudgetViolations) return BudgetViolations.CompareTo(other.BudgetViolations);
        if (Highest != other.Highest) return Highest.CompareTo(other.Highest);
        if (Sum != other.Sum) return Sum.CompareTo(other.Sum);
        return Victims != other.Victims ? Victims.CompareTo(other.Victims) : other.Start.CompareTo(Start);
    }
}
