using Podlab.Engine.Scheduling.Cache;

namespace Podlab.Engine.Tests.Scheduling.Cache;

public sealed class NodeMemoryTests
{
    [Fact]
    public void TryFind_afterTheNodeChanged_knowsNothing()
    {
        var (memory, cache) = Remembering(out var node);
        memory.TryFind(node, out var found).ShouldBeTrue();
        found.ShouldBe("said");

        cache.SetPod(new PodInfo(Make.Pod("other", "1")), "n");

        memory.TryFind(node, out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData("1", true)]
    [InlineData("2", false)]
    public void Begin_withAnotherPod_keepsWhatHoldsForIt(string cpu, bool knows)
    {
        var (memory, _) = Remembering(out var node);

        memory.Begin(new PodInfo(Make.Pod("q", cpu)));

        memory.TryFind(node, out _).ShouldBe(knows);
    }

    [Fact]
    public void NumberOf_equalTaints_isTheSame()
    {
        var sets = new TaintSets();
        Podlab.Api.Model.Taint taint = new() { Key = "a", Effect = "NoSchedule" };

        sets.NumberOf([]).ShouldBe(0);
        sets.NumberOf([taint]).ShouldBe(1);
        sets.NumberOf([taint with { TimeAdded = DateTimeOffset.UnixEpoch }]).ShouldBe(1);
        sets.NumberOf([taint with { Value = "b" }]).ShouldBe(2);
    }

    private static (NodeMemory<string> Memory, ClusterCache Cache) Remembering(out NodeInfo node)
    {
        var (memory, cache) = (new NodeMemory<string>(), new ClusterCache());
        cache.SetNode(Make.Node("n"));
        node = cache.Find("n")!;
        memory.Begin(new PodInfo(Make.Pod("p", "1")));
        memory.Add(node, "said");
        return (memory, cache);
    }
}
