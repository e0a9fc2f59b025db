using Podlab.Api;
using Podlab.Api.Model;
using Podlab.Engine.Tests.Controllers.Support;

namespace Podlab.Engine.Tests.Controllers.TaintEviction;

public sealed class TaintEvictionControllerTests
{
    private readonly World world = new();

    public static IEnumerable<TheoryDataRow<string, string, double>> Spans =>
    [
        new("[{key: a, operator: Exists, effect: NoExecute, tolerationSeconds: 20}, {operator: Exists, effect: NoExecute, tolerationSeconds: 5}]", "a", 20) { Label = "of several that bear a taint the first decides" },
        new("[{key: a, operator: Exists, effect: NoExecute, tolerationSeconds: 20}, {key: b, operator: Exists, effect: NoExecute, tolerationSeconds: 8}]", "a b", 8) { Label = "of several taints the shortest span decides" },
        new("[{key: a, operator: Exists}, {key: b, operator: Exists, effect: NoExecute, tolerationSeconds: 8}]", "a b", 8) { Label = "for ever and for a while is for a while" },
        new("[{key: a, operator: Exists, effect: NoExecute, tolerationSeconds: -1}]", "a", 0) { Label = "less than nothing is at once" },
        new("[{key: a, operator: Exists, effect: NoExecute, tolerationSeconds: 20}]", "a b", 0) { Label = "one that is not borne is enough" },
    ];

    [Theory, MemberData(nameof(Spans))]
    public void Pod_onATaintedNode_staysForTheShortestSpan(string tolerations, string taints, double seconds)
    {
        world.Apply($"kind: Pod\napiVersion: v1\nmetadata: {{name: p}}\nspec: {{tolerations: {tolerations}, containers: [{{name: c, image: app}}]}}").ShouldBe("");
        world.Advance(1);
        var node = world.Find<Node>("n1")!;
        world.Cluster.Api.Of<Node>().Update(node with { Spec = node.Spec with { Taints = taints.Split(' ').Select(key => new Taint { Key = key, Effect = "NoExecute" }).ToValueList() } });
        if (seconds > 0)
        {
            world.Advance(seconds - 0.1);
            world.Find<Pod>("p")!.Metadata.DeletionTimestamp.ShouldBeNull();
        }

        world.Advance(0.2);
        world.Find<Pod>("p")!.Metadata.DeletionTimestamp.ShouldNotBeNull();
    }

    [Fact]
    public void Eviction_whoseTaintGoesInTime_isCalledOff()
    {
        world.Apply("kind: Pod\napiVersion: v1\nmetadata: {name: p}\nspec: {tolerations: [{key: a, operator: Exists, effect: NoExecute, tolerationSeconds: 20}], containers: [{name: c, image: app}]}").ShouldBe("");
        world.Advance(1);
        world.Patch("Node", "n1", """{"spec":{"taints":[{"key":"a","effect":"NoExecute"}]}}""");
        world.Advance(10);
        world.Patch("Node", "n1", """{"spec":{"taints":null}}""");
        world.Advance(60);
        world.Find<Pod>("p")!.Metadata.DeletionTimestamp.ShouldBeNull();
        world.Events("Pod", "p").ShouldContain("TaintManagerEviction: Cancelling deletion of Pod default/p");
    }
}
