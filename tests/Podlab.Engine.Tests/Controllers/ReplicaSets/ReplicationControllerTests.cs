using Podlab.Api.Model;
using Podlab.Engine.Tests.Controllers.Support;

namespace Podlab.Engine.Tests.Controllers.ReplicaSets;

public sealed class ReplicationControllerTests
{
    private readonly World world = new();

    [Fact]
    public void Controller_keepsItsPods_whateverBecomesOfThem()
    {
        world.Apply("kind: ReplicationController\napiVersion: v1\nmetadata: {name: old}\nspec: {replicas: 2, selector: {app: old}, template: {metadata: {labels: {app: old}}, spec: {containers: [{name: c, image: app}]}}}").ShouldBe("");
        world.Advance(1);
        var status = world.Find<ReplicationController>("old")!.Status;
        (status.Replicas, status.FullyLabeledReplicas, status.ReadyReplicas, status.AvailableReplicas, status.ObservedGeneration).ShouldBe((2, 2, 2, 2, 1));
        world.Delete("Pod", world.List<Pod>()[0].Metadata.Name!);
        world.Advance(2);
        world.Find<ReplicationController>("old")!.Status.ReadyReplicas.ShouldBe(2);
        world.Patch("ReplicationController", "old", """{"spec":{"replicas":1}}""");
        world.Advance(2);
        world.List<Pod>().Count.ShouldBe(1);
        world.Events("ReplicationController", "old").Select(line => line.Split(' ')[0]).ShouldBe(["SuccessfulCreate:", "SuccessfulCreate:", "SuccessfulCreate:", "SuccessfulDelete:"]);
    }

    [Fact]
    public void Pod_thatMatches_isAdopted_andOneThatDoesNotAnyMore_isReleased()
    {
        world.Apply("kind: Pod\napiVersion: v1\nmetadata: {name: bare, labels: {app: old}}\nspec: {containers: [{name: c, image: app}]}");
        world.Advance(1);
        world.Apply("kind: ReplicationController\napiVersion: v1\nmetadata: {name: old}\nspec: {replicas: 1, selector: {app: old}, template: {metadata: {labels: {app: old}}, spec: {containers: [{name: c, image: app}]}}}");
        world.Advance(1);
        world.Find<Pod>("bare")!.Metadata.OwnerReferences.Single().Kind.ShouldBe("ReplicationController");
        world.Patch("Pod", "bare", """{"metadata":{"labels":{"app":"free"}}}""");
        world.Advance(1);
        world.Find<Pod>("bare")!.Metadata.OwnerReferences.ShouldBeEmpty();
        world.List<Pod>().Count.ShouldBe(2);
    }
}
