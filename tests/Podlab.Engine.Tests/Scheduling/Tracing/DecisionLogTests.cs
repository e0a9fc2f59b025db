using Podlab.Engine.Scheduling.Tracing;

namespace Podlab.Engine.Tests.Scheduling.Tracing;

public sealed class DecisionLogTests
{
    [Fact]
    public void Find_afterAnotherTry_isTheLatest()
    {
        var log = new DecisionLog();
        log.Add(Decision("a", 1));
        log.Add(Decision("a", 2));

        log.Find("a")!.Attempt.ShouldBe(2);
    }

    [Fact]
    public void Add_beyondTheLimit_dropsTheOldest()
    {
        var log = new DecisionLog(limit: 2);
        foreach (var pod in new[] { "a", "b", "c" }) log.Add(Decision(pod, 1));

        log.All.Select(decision => decision.Pod).ShouldBe(["b", "c"]);
        log.Find("a").ShouldBeNull();
    }

    [Fact]
    public void Add_beyondTheSize_keepsAtLeastTheLast()
    {
        var log = new DecisionLog(sizeLimit: 1);
        log.Add(Decision("a", 1));
        log.Add(Decision("b", 1));

        log.All.Single().Pod.ShouldBe("b");
    }

    private static Decision Decision(string pod, int attempt) => new() { Pod = pod, Uid = pod, Time = DateTimeOffset.UnixEpoch, Attempt = attempt, AllNodes = 1 };
}
