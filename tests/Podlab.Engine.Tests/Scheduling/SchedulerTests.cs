using Podlab.Api.Model;
using Podlab.Engine.Scheduling;

namespace Podlab.Engine.Tests.Scheduling;

/// <summary>The scheduler as part of a cluster: what a reader sees of its decisions.</summary>
public sealed class SchedulerTests
{
    [Fact]
    public void Pod_thatFits_isBoundAndExplained()
    {
        var cluster = ClusterWith(Make.Node("small", "1"), Make.Node("big", "8"));

        Create(cluster, Make.Pod("web", "2"));

        NodeOf(cluster, "web").ShouldBe("big");
        var decision = cluster.Scheduler!.Decision("default", "web").ShouldNotBeNull();
        decision.Feasible.ShouldBe(["big"]);
        decision.Refusals.Single().ShouldSatisfyAllConditions(
            refusal => refusal.Node.ShouldBe("small"),
            refusal => refusal.Plugin.ShouldBe("NodeResourcesFit"),
            refusal => refusal.Reasons.ShouldBe(["Insufficient cpu"]));
    }

    [Fact]
    public void Decision_ofSeveralNodes_hasScoresThatAddUp()
    {
        var cluster = ClusterWith(Make.Node("a"), Make.Node("b"));

        Create(cluster, Make.Pod("web", "1", "1Gi"));

        var decision = cluster.Scheduler!.Decision("default", "web")!;
        for (var i = 0; i < decision.Feasible.Count; i++) decision.Scores.Sum(score => score.Weighted(i)).ShouldBe(decision.Totals[i]);
    }

    [Fact]
    public void Pod_withoutRoom_waitsAndIsWokenByANode()
    {
        var cluster = ClusterWith(Make.Node("small", "1"));
        Create(cluster, Make.Pod("web", "2"));
        var condition = cluster.Api.Of<Pod>().Get("default", "web").Status.Conditions.Single();
        condition.Reason.ShouldBe("Unschedulable");
        condition.Message.ShouldBe(
            "0/1 nodes are available: 1 Insufficient cpu. no new claims to deallocate, preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.");

        AddNode(cluster, Make.Node("big", "8"));

        NodeOf(cluster, "web").ShouldBe("big");
    }

    [Fact]
    public void Pod_withoutAnyNode_saysSo()
    {
        var cluster = ClusterWith();

        Create(cluster, Make.Pod("web"));

        cluster.Scheduler!.Decision("default", "web")!.Message.ShouldBe("no nodes available to schedule pods");
    }

    [Fact]
    public void Pods_ofOneSeed_landOnTheSameNodes()
    {
        string[] Run(ulong seed)
        {
            var cluster = ClusterWith(seed, [.. Enumerable.Range(1, 5).Select(i => Make.Node($"n{i}"))]);
            for (var i = 0; i < 20; i++) Create(cluster, Make.Pod($"p{i}"));
            return [.. cluster.Api.Of<Pod>().List().Select(pod => pod.Spec.NodeName!)];
        }

        Run(7).ShouldBe(Run(7));
        Run(7).ShouldNotBe(Run(8));
    }

    [Fact]
    public void Scheduler_stoppedAndStarted_readsTheWorldAnew()
    {
        var cluster = ClusterWith(Make.Node("a", "1"));
        Create(cluster, Make.Pod("first", "1"));
        var scheduler = cluster.Scheduler!;
        scheduler.Stop();
        Create(cluster, Make.Pod("second", "1"));
        AddNode(cluster, Make.Node("b", "1"));
        NodeOf(cluster, "second").ShouldBeNullOrEmpty();

        scheduler.Start();
        cluster.Clock.RunReady();

        NodeOf(cluster, "second").ShouldBe("b");
    }

    [Fact]
    public void Pod_ofAnotherScheduler_isLeftAlone()
    {
        var cluster = ClusterWith(Make.Node("a"));
        var pod = Make.Pod("web");

        Create(cluster, pod with { Spec = pod.Spec with { SchedulerName = "mine" } });

        NodeOf(cluster, "web").ShouldBeNullOrEmpty();
        cluster.Scheduler!.Decision("default", "web").ShouldBeNull();
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(99, 99)]
    [InlineData(100, 100)]
    [InlineData(1_000, 420)]
    [InlineData(5_000, 500)]
    [InlineData(15_000, 750)]
    public void Enough_ofSoManyNodes_isAShareOfThem(int nodes, int enough) => NodeSearch.Enough(nodes).ShouldBe(enough);

    internal static Cluster ClusterWith(params Node[] nodes) => ClusterWith(1, nodes);

    private static Cluster ClusterWith(ulong seed, Node[] nodes)
    {
        var cluster = new Cluster(new ClusterOptions { Seed = seed, Nodes = 0, Scheduler = false, Controllers = [], DisabledAdmissionPlugins = ["TaintNodesByCondition"] });
        foreach (var node in nodes) AddNode(cluster, node);
        cluster.Add(new Scheduler(cluster));
        cluster.Clock.RunReady();
        return cluster;
    }

    private static void AddNode(Cluster cluster, Node node)
    {
        var made = cluster.Api.Of<Node>().Create(node);
        cluster.Api.Of<Node>().UpdateStatus(made with { Status = node.Status });
        cluster.Clock.RunReady();
    }

    private static void Create(Cluster cluster, Pod pod)
    {
        cluster.Api.Of<Pod>().Create(pod);
        cluster.Clock.RunReady();
    }

    private static string? NodeOf(Cluster cluster, string pod) => cluster.Api.Of<Pod>().Get("default", pod).Spec.NodeName;
}
