using Podlab.Api.Model;
using Podlab.Engine.Tests.Controllers.Support;

namespace Podlab.Engine.Tests.Controllers.DaemonSets;

/// <summary>Branches of pkg/controller/daemon (v1.36.3) that no record walks.</summary>
public sealed class DaemonSetControllerTests
{
    private readonly World world = new(2);

    [Fact]
    public void Pod_thatSucceeds_isDeletedAndToldOf()
    {
        world.Apply(Set("").Replace("labels", "annotations: {lasts: '1'}, labels", StringComparison.Ordinal)).ShouldBe("");
        world.Advance(2);
        world.Events("DaemonSet", "agent").ShouldContain(line => line.StartsWith("SucceededDaemonPod: Found succeeded daemon pod default/agent-", StringComparison.Ordinal) && line.EndsWith(", will try to delete it", StringComparison.Ordinal));
    }

    [Fact]
    public void Pod_thatHasEndedAndIsHeld_standsInNobodysWay()
    {
        world.Apply(Set("").Replace("labels", "finalizers: [example.com/hold], labels", StringComparison.Ordinal)).ShouldBe("");
        world.Advance(2);
        world.Delete("Pod", world.List<Pod>()[0].Metadata.Name!);
        world.Advance(5);
        world.List<Pod>().Count(pod => pod.Metadata.DeletionTimestamp is null).ShouldBe(2);
        world.List<Pod>().Count.ShouldBe(3);
    }

    [Fact]
    public void Toleration_ofTheTemplate_givesWayToTheDaemonsOwn()
    {
        world.Apply(Set("tolerations: [{key: node.kubernetes.io/not-ready, operator: Exists, effect: NoExecute, tolerationSeconds: 30}],")).ShouldBe("");
        var toleration = world.List<Pod>()[0].Spec.Tolerations.Single(toleration => toleration.Key == "node.kubernetes.io/not-ready");
        toleration.TolerationSeconds.ShouldBeNull();
    }

    [Fact]
    public void Pod_forANodeThatIsGone_andWasNeverPlaced_goes()
    {
        world.Apply(Set("schedulerName: nobody,")).ShouldBe("");
        world.Delete("Node", "n2");
        world.Patch("DaemonSet", "agent", """{"metadata":{"annotations":{"some":"change"}}}""");
        world.Advance(1);
        world.List<Pod>().Count.ShouldBe(1);
    }

    private static string Set(string spec) =>
        $"kind: DaemonSet\napiVersion: apps/v1\nmetadata: {{name: agent}}\nspec: {{selector: {{matchLabels: {{app: agent}}}}, template: {{metadata: {{labels: {{app: agent}}}}, spec: {{{spec} containers: [{{name: c, image: app}}]}}}}}}";
}
