using Podlab.Api.Model;
using Podlab.Engine.Tests.Controllers.Support;

namespace Podlab.Engine.Tests.Controllers.Deployments;

/// <summary>What cannot work ends in a message and a state, and costs nothing while it stands.</summary>
public sealed class BadDeploymentTests
{
    private readonly World world = new();

    public static IEnumerable<TheoryDataRow<string, string>> Refused =>
    [
        new(Spec("strategy: {rollingUpdate: {maxSurge: 0, maxUnavailable: 0}}"), "Deployment.apps \"web\" is invalid: spec.strategy.rollingUpdate.maxUnavailable: Invalid value: 0: may not be 0 when `maxSurge` is 0") { Label = "neither surge nor unavailable" },
        new("kind: Deployment\napiVersion: apps/v1\nmetadata: {name: web}\nspec: {selector: {matchLabels: {app: other}}, template: {metadata: {labels: {app: web}}, spec: {containers: [{name: c, image: app}]}}}", "Deployment.apps \"web\" is invalid: spec.template.metadata.labels: Invalid value: {\"app\":\"web\"}: `selector` does not match template `labels`") { Label = "a selector that does not match its template" },
        new("kind: Deployment\napiVersion: apps/v1\nmetadata: {name: web}\nspec: {selector: {}, template: {metadata: {labels: {app: web}}, spec: {containers: [{name: c, image: app}]}}}", "Deployment.apps \"web\" is invalid: spec.selector: Invalid value: {}: empty selector is invalid for deployment") { Label = "a selector of everything" },
    ];

    [Theory, MemberData(nameof(Refused))]
    public void Deployment_thatCannotWork_isRefused(string manifest, string message)
    {
        world.Apply(manifest).ShouldBe(message);
        world.List<Deployment>().ShouldBeEmpty();
    }

    [Fact]
    public void Percentages_thatBothComeOutAsZero_letOnePodGo()
    {
        world.Apply(Spec("replicas: 3, strategy: {rollingUpdate: {maxSurge: 0%, maxUnavailable: 10%}}")).ShouldBe("");
        world.Advance(5);
        world.Patch("Deployment", "web", """{"spec":{"template":{"metadata":{"annotations":{"v":"2"}}}}}""");
        world.Advance(0.2);
        world.List<ReplicaSet>().Select(set => set.Spec.Replicas!.Value).Order().ShouldBe([1, 2]);
        world.Advance(20);
        world.Find<Deployment>("web")!.Status.UpdatedReplicas.ShouldBe(3);
    }

    [Fact]
    public void Rollout_thatNeverGetsReady_missesItsDeadlineOnce_andThenNothingTurns()
    {
        world.Kubelets.BrokenImages.Add("broken");
        world.Apply(Spec("progressDeadlineSeconds: 30").Replace("image: app", "image: broken", StringComparison.Ordinal)).ShouldBe("");
        world.Advance(120);
        var condition = world.Find<Deployment>("web")!.Status.Conditions.First(item => item.Type == "Progressing");
        (condition.Status, condition.Reason).ShouldBe(("False", "ProgressDeadlineExceeded"));
        condition.Message!.ShouldEndWith("has timed out progressing.");
        Quiet();
    }

    [Fact]
    public void Quota_thatIsFull_isToldInTheReplicaSet_andAskedMoreAndMoreSeldom()
    {
        world.Apply("kind: ResourceQuota\napiVersion: v1\nmetadata: {name: few}\nspec: {hard: {pods: 1}}");
        world.Apply(Spec("replicas: 3")).ShouldBe("");
        world.Advance(60);
        var deployment = world.Find<Deployment>("web")!;
        deployment.Status.Replicas.ShouldBe(1);
        var failure = deployment.Status.Conditions.First(item => item.Type == "ReplicaFailure");
        (failure.Status, failure.Reason).ShouldBe(("True", "FailedCreate"));
        failure.Message!.ShouldContain("exceeded quota: few, requested: pods=1, used: pods=1, limited: pods=1");
        Quiet();
    }

    private static string Spec(string more) => $"kind: Deployment\napiVersion: apps/v1\nmetadata: {{name: web}}\nspec: {{selector: {{matchLabels: {{app: web}}}}, {more}, template: {{metadata: {{labels: {{app: web}}}}, spec: {{containers: [{{name: c, image: app}}]}}}}}}";

    /// <summary>Leases and looks by the clock go on; a controller that turned in a circle would show.</summary>
    private void Quiet()
    {
        var before = world.Cluster.Clock.CallbacksRun;
        world.Advance(600);
        (world.Cluster.Clock.CallbacksRun - before).ShouldBeLessThan(3000);
    }
}
