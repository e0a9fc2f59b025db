using Podlab.Api.Model;

namespace Podlab.Engine.Tests.Controllers.Nodes;

public class NodeLifecycleControllerTests
{
    public static IEnumerable<TheoryDataRow<string, string, string>> Conditions =>
    [
        new("Ready", "True", "") { Label = "ready" },
        new("Ready", "False", "node.kubernetes.io/not-ready") { Label = "not ready" },
        new("Ready", "Unknown", "node.kubernetes.io/unreachable") { Label = "nothing heard" },
        new("MemoryPressure", "True", "node.kubernetes.io/memory-pressure") { Label = "memory pressure" },
        new("MemoryPressure", "False", "") { Label = "no memory pressure" },
        new("Other", "True", "") { Label = "a condition of somebody's own" },
    ];

    [Theory, MemberData(nameof(Conditions))]
    public void Taints_of_a_node_follow_its_conditions(string type, string status, string taint)
    {
        var cluster = Cluster();
        cluster.Api.Of<Node>().Create(new Node { Metadata = new ObjectMeta { Name = "n" } });
        var node = cluster.Api.Of<Node>().Get("", "n");
        cluster.Api.Of<Node>().UpdateStatus(node with { Status = node.Status with { Conditions = [new NodeCondition { Type = type, Status = status }] } });
        cluster.Clock.RunReady();
        Taints(cluster).ShouldBe(taint);
    }

    [Fact]
    public void Taint_of_somebodys_own_stays()
    {
        var cluster = Cluster();
        cluster.Api.Of<Node>().Create(new Node { Metadata = new ObjectMeta { Name = "n" }, Spec = new NodeSpec { Unschedulable = true, Taints = [new Taint { Key = "dedicated", Effect = "NoSchedule" }] } });
        cluster.Clock.RunReady();
        Taints(cluster).ShouldBe("dedicated node.kubernetes.io/unschedulable");
    }

    private static Cluster Cluster() => new(new ClusterOptions { Nodes = 0, Scheduler = false, Controllers = ["node-lifecycle-controller"] });

    private static string Taints(Cluster cluster) => string.Join(' ', cluster.Api.Of<Node>().Get("", "n").Spec.Taints.Select(taint => taint.Key));
}
