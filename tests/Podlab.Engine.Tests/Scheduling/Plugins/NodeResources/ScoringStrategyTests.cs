using Podlab.Engine.Scheduling.Plugins.NodeResources;

namespace Podlab.Engine.Tests.Scheduling.Plugins.NodeResources;

public sealed class ScoringStrategyTests
{
    [Theory]
    [InlineData(0, 0, 100, 0)]
    [InlineData(2000, 2000, 50, 50)]
    [InlineData(4000, 0, 50, 50)]
    [InlineData(8000, 0, 50, 50)]
    public void Score_byLoad_spreadsOrPacks(long cpu, long memory, long least, long most)
    {
        var load = new Load(4000, cpu, 4000, memory);

        new LeastAllocated().Score(load).ShouldBe(least);
        new MostAllocated().Score(load).ShouldBe(most);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1000, 25)]
    [InlineData(4000, 100)]
    [InlineData(9000, 100)]
    public void Score_byShape_followsTheCurve(long requested, long score) =>
        new RequestedToCapacityRatio([(0, 0), (100, 10)]).Score(new Load(4000, requested, 4000, requested)).ShouldBe(score);

    [Fact]
    public void Score_ofAResourceTheNodeLacks_isLeftOut() => new LeastAllocated().Score(new Load(4000, 1000, 0, 0)).ShouldBe(75);

    [Theory]
    [InlineData(0, 0, 100)]
    [InlineData(4000, 0, 50)]
    [InlineData(2000, 1000, 87)]
    public void Balance_ofShares_isLowerTheFurtherApart(long cpu, long memory, long balance) =>
        BalancedAllocationPlugin.Balance(new Load(4000, cpu, 4000, memory)).ShouldBe(balance);
}
