using Podlab.Engine.Scheduling.Tracing;

namespace Podlab.Engine.Tests.Scheduling.Tracing;

public sealed class ScoreColumnTests
{
    [Theory]
    [InlineData(new long[] { 100, 100, 100 }, 0)]
    [InlineData(new long[] { 0, 97, 255 }, 3)]
    [InlineData(new long[] { 0, 256, 1 }, 12)]
    [InlineData(new long[] { -1, 3, 2 }, 12)]
    [InlineData(new long[] { }, 0)]
    public void Of_scores_holdsThemInAsLittleAsTheyNeed(long[] scores, int bytes)
    {
        var column = ScoreColumn.Of(scores);

        column.ShouldBe(scores.Select(score => (int)score));
        column.Size.ShouldBe(bytes);
    }
}
