using Podlab.Engine.Scheduling.Queue;

namespace Podlab.Engine.Tests.Scheduling.Queue;

public sealed class BackOffTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 4)]
    [InlineData(4, 8)]
    [InlineData(5, 10)]
    [InlineData(1_000, 10)]
    public void After_soManyRefusals_doublesUpToTenSeconds(int refusals, int seconds) => BackOff.After(refusals).ShouldBe(TimeSpan.FromSeconds(seconds));
}
