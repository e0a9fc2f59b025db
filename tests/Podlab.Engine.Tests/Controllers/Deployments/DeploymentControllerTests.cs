using Podlab.Api.Model;
using Podlab.Engine.Tests.Controllers.Support;

namespace Podlab.Engine.Tests.Controllers.Deployments;

/// <summary>Branches of pkg/controller/deployment (v1.36.3) that no given record goes through.</summary>
public sealed class DeploymentControllerTests
{
    private const string Rollback = "deprecated.deployment.rollback.to";
    private readonly World world = new();

    /// <summary>rollback.go: the wish goes with its fulfilment or its refusal.</summary>
    [Theory]
    [InlineData("1", "one", "DeploymentRollback: Rolled back deployment \"web\" to revision 1")]
    [InlineData("0", "two", "DeploymentRollback: Rolled back deployment \"web\" to revision 2")]
    [InlineData("3", "three", "DeploymentRollbackTemplateUnchanged: The rollback revision contains the same template as current deployment \"web\"")]
    [InlineData("9", "three", "DeploymentRollbackRevisionNotFound: Unable to find the revision to rollback to.")]
    public void Rollback_ofTheOldApi_takesTheTemplateOfARevision(string revision, string image, string said)
    {
        Images("replicas: 1", "one", "two", "three");

        world.Patch("Deployment", "web", $$"""{"metadata": {"annotations": {"{{Rollback}}": "{{revision}}" } } }""");
        world.Advance(5);
        var deployment = world.Find<Deployment>("web")!;
        deployment.Spec.Template.Spec.Containers[0].Image.ShouldBe(image);
        deployment.Spec.Template.Metadata.Labels.Keys.ShouldBe(["app"]);
        deployment.Metadata.Annotations.ContainsKey(Rollback).ShouldBeFalse();
        world.Events("Deployment", "web").ShouldContain(line => line.EndsWith(said, StringComparison.Ordinal));
    }

    [Fact]
    public void Rollback_withoutAnEarlierRevision_isRefused()
    {
        world.Apply(Web("one", "replicas: 1"));
        world.Advance(5);
        world.Patch("Deployment", "web", $$"""{"metadata": {"annotations": {"{{Rollback}}": "0" } } }""");
        world.Advance(5);
        world.Events("Deployment", "web").ShouldContain(line => line.EndsWith("DeploymentRollbackRevisionNotFound: Unable to find last revision.", StringComparison.Ordinal));
    }

    /// <summary>util/deployment_util.go MaxSurge: a number is a number, of no pods too.</summary>
    [Theory]
    [InlineData("2", "2")]
    [InlineData("25%", "0")]
    public void Set_ofADeploymentOfSizeZero_notesTheSurge(string surge, string noted)
    {
        world.Apply(Web("one", $"replicas: 0, strategy: {{rollingUpdate: {{maxSurge: {surge}}}}}"));
        world.Advance(2);
        world.List<ReplicaSet>().Single().Metadata.Annotations["deployment.kubernetes.io/max-replicas"].ShouldBe(noted);
    }

    /// <summary>sync.go scaleReplicaSetAndRecordEvent: a set that has its size already is not written.</summary>
    [Fact]
    public void Strategy_thatChanges_leavesTheSetAlone()
    {
        world.Apply(Web("one", "replicas: 2"));
        world.Advance(5);
        var before = world.List<ReplicaSet>().Single().Metadata.ResourceVersion;
        world.Patch("Deployment", "web", """{"spec":{"strategy":{"type":"Recreate","rollingUpdate":null}}}""");
        world.Advance(5);
        world.List<ReplicaSet>().Single().Metadata.ResourceVersion.ShouldBe(before);
    }

    /// <summary>sync.go cleanupDeployment: only the earliest revisions beyond the limit are looked at; one with pods stays, and no later one goes for it.</summary>
    [Fact]
    public void History_beyondTheLimit_goesEarliestFirst()
    {
        Images("replicas: 1, revisionHistoryLimit: 1", "one", "two", "three", "four");
        world.List<ReplicaSet>().Select(set => set.Spec.Template.Spec.Containers[0].Image).Order(StringComparer.Ordinal).ShouldBe(["four", "three"]);
    }

    private void Images(string spec, string first, params string[] others)
    {
        world.Apply(Web(first, spec)).ShouldBe("");
        world.Advance(5);
        foreach (var image in others)
        {
            world.Patch("Deployment", "web", $$"""{"spec": {"template": {"spec": {"containers": [{"name": "c", "image": "{{image}}" } ] } } } }""").ShouldBe("");
            world.Advance(10);
        }
    }

    private static string Web(string image, string spec) =>
        $"kind: Deployment\napiVersion: apps/v1\nmetadata: {{name: web}}\nspec: {{{spec}, selector: {{matchLabels: {{app: web}}}}, template: {{metadata: {{labels: {{app: web}}}}, spec: {{containers: [{{name: c, image: {image}}}]}}}}}}";
}
