using Podlab.Api.Model;
using Podlab.Engine.Tests.Controllers.Support;

namespace Podlab.Engine.Tests.Controllers.Nodes;

/// <summary>How fast pods are driven away when several nodes of a zone fall silent.</summary>
public sealed class LostNodesTests
{
    public static IEnumerable<TheoryDataRow<int, int, int, string>> Losses =>
    [
        new(4, 1, 0, "n1") { Label = "one of four: at once" },
        new(6, 2, 5, "n1") { Label = "two of six: the second waits" },
        new(6, 2, 15, "n1 n2") { Label = "two of six: ten seconds" },
        new(5, 3, 60, "") { Label = "most of a small zone: nobody is driven away" },
        new(2, 2, 60, "") { Label = "all: the fault is more likely ours" },
    ];

    [Theory, MemberData(nameof(Losses))]
    public void Nodes_thatFallSilent_areTaintedOneAfterTheOther(int nodes, int lost, int later, string tainted)
    {
        var world = new World(nodes);
        world.Advance(20);
        for (var i = 1; i <= lost; i++) world.Silence($"n{i}");
        world.Cluster.Clock.AdvanceUntil(() => world.Find<Node>("n1")!.Status.Conditions.Any(condition => condition is { Type: "Ready", Status: "Unknown" }), TimeSpan.FromSeconds(100)).ShouldBeTrue();
        world.Advance(later + 0.01);
        string.Join(' ', world.List<Node>().Where(node => node.Spec.Taints.Any(taint => taint is { Key: "node.kubernetes.io/unreachable", Effect: "NoExecute" })).Select(node => node.Metadata.Name)).ShouldBe(tainted);
        world.List<Node>().Count(node => node.Spec.Taints.Any(taint => taint is { Key: "node.kubernetes.io/unreachable", Effect: "NoSchedule" })).ShouldBe(lost);
    }

    [Fact]
    public void Nodes_thatComeAndGo_areToldOf()
    {
        var world = new World(1);
        world.Advance(20);
        world.AddNode("n2");
        world.Advance(6);
        world.Events("Node", "n2").ShouldBe(["RegisteredNode: Node n2 event: Registered Node n2 in Controller"]);
        world.Delete("Node", "n2");
        world.Advance(6);
        world.Events("Node", "n2")[^1].ShouldBe("RemovingNode: Node n2 event: Removing Node n2 from Controller");
        world.Events("Node", "n1").ShouldBeEmpty();
    }

    [Fact]
    public void Node_thatSaysItselfItIsNotReady_keepsItsPodsReady_andIsTaintedAtTheNextLook()
    {
        var world = new World(3);
        world.Apply("kind: Pod\napiVersion: v1\nmetadata: {name: p}\nspec: {nodeName: n1, containers: [{name: c, image: app}]}");
        world.Advance(13);
        var node = world.Find<Node>("n1")!;
        world.Cluster.Api.Of<Node>().UpdateStatus(node with { Status = node.Status with { Conditions = node.Status.Conditions.Map(condition => condition with { Status = "False" }) } });
        world.Advance(0.1);
        Taints(world).ShouldBe("not-ready:NoSchedule");
        world.Advance(5);
        Taints(world).ShouldBe("not-ready:NoExecute not-ready:NoSchedule");
        world.Find<Pod>("p")!.Status.Conditions.First(condition => condition.Type == "Ready").Status.ShouldBe("True");
    }

    private static string Taints(World world) => string.Join(' ', world.Find<Node>("n1")!.Spec.Taints.Select(taint => $"{taint.Key.Split('/')[1]}:{taint.Effect}").Order(StringComparer.Ordinal));
}
