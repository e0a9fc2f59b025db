using Podlab.Engine.Scheduling.Cache;
using Podlab.Engine.Scheduling.Plugins.DefaultPreemption;

namespace Podlab.Engine.Tests.Scheduling.Plugins.DefaultPreemption;

/// <summary>From pickOneNodeForPreemption in pkg/scheduler/framework/preemption/preemption.go: one criterion after the other.</summary>
public sealed class CandidatePriceTests
{
    [Theory]
    [InlineData("fewer broken budgets", 0, new[] { 900 }, 1, new[] { 1 })]
    [InlineData("a lower highest priority", 0, new[] { 5, 5, 5 }, 0, new[] { 6 })]
    [InlineData("a lower sum", 0, new[] { 5, 1 }, 0, new[] { 5, 2 })]
    [InlineData("fewer victims", 0, new[] { 5 }, 0, new[] { 5, 0 })]
    [InlineData("fewer victims, though of negative priority", 0, new[] { -5 }, 0, new[] { -5, -5 })]
    public void CompareTo_byTheFirstThatDiffers_isCheaper(string why, int violations, int[] priorities, int otherViolations, int[] others) =>
        Price(violations, priorities, 0).CompareTo(Price(otherViolations, others, 0)).ShouldBeLessThan(0, why);

    [Fact]
    public void CompareTo_ofEquals_prefersThatItsMostImportantVictimStartedLater()
    {
        Price(0, [5, 1], 2).CompareTo(Price(0, [5, 1], 1)).ShouldBeLessThan(0);
        Price(0, [5, 1], 1).CompareTo(Price(0, [5, 1], 1)).ShouldBe(0);
    }

    [Fact]
    public void Sort_ofPods_keepsTheOrderOfEquals()
    {
        List<PodInfo> pods = [Victim("a", 1, 0), Victim("b", 5, 2), Victim("c", 5, 1), Victim("d", 1, 0), Victim("e", 5, 1)];

        Importance.Sort(pods);

        string.Join(' ', pods.Select(pod => pod.Name)).ShouldBe("c e b a d");
    }

    private static CandidatePrice Price(int violations, int[] priorities, int start) => CandidatePrice.Of([.. priorities.Select(priority => Victim("v", priority, start))], violations);

    private static PodInfo Victim(string name, int priority, int start)
    {
        var pod = Make.Pod(name);
        return new PodInfo(pod with { Spec = pod.Spec with { Priority = priority }, Status = pod.Status with { StartTime = DateTimeOffset.UnixEpoch.AddSeconds(start) } });
    }
}
