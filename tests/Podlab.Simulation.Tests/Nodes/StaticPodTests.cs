using Podlab.Api.Model;

namespace Podlab.Simulation.Tests.Nodes;

public class StaticPodTests
{
    private const string Manifest = """
        apiVersion: v1
        kind: Pod
        metadata:
          name: web
          labels: {app: web}
        spec:
          terminationGracePeriodSeconds: 2
          containers:
          - name: a
            image: busybox:1.36
            command: [sh, -c, "sleep 3600"]
        """;

    [Fact]
    public void Put_runs_the_pod_and_shows_its_mirror()
    {
        var world = new NodeWorld();
        world.Agent.StaticPods.Put("web.yaml", Manifest);
        world.Advance(5);
        var mirror = world.Pod("web-node-1");
        mirror.Status.Phase.ShouldBe("Running");
        mirror.Metadata.Annotations["kubernetes.io/config.source"].ShouldBe("file");
        mirror.Metadata.Annotations["kubernetes.io/config.mirror"].ShouldBe(mirror.Metadata.Annotations["kubernetes.io/config.hash"]);
        mirror.Metadata.OwnerReferences.ShouldHaveSingleItem().Kind.ShouldBe("Node");
        mirror.Spec.Tolerations.ShouldContain(toleration => toleration.Operator == "Exists" && toleration.Effect == "NoExecute" && toleration.Key == null);
    }

    [Fact]
    public void Delete_of_the_mirror_leaves_the_pod_and_brings_the_mirror_back()
    {
        var world = new NodeWorld();
        world.Agent.StaticPods.Put("web.yaml", Manifest);
        world.Advance(5);
        var before = world.Pod("web-node-1");
        world.Cluster.Api.Of<Pod>().Delete("default", "web-node-1");
        world.Advance(5);
        var after = world.Pod("web-node-1");
        after.Metadata.Uid.ShouldNotBe(before.Metadata.Uid);
        after.Status.Phase.ShouldBe("Running");
        after.Status.ContainerStatuses[0].ContainerID.ShouldBe(before.Status.ContainerStatuses[0].ContainerID);
        after.Status.ContainerStatuses[0].RestartCount.ShouldBe(0);
    }

    [Fact]
    public void Put_of_another_manifest_replaces_the_pod()
    {
        var world = new NodeWorld();
        world.Agent.StaticPods.Put("web.yaml", Manifest);
        world.Advance(5);
        var before = world.Pod("web-node-1");
        world.Agent.StaticPods.Put("web.yaml", Manifest.Replace("app: web", "app: shop", StringComparison.Ordinal));
        world.Advance(10);
        var after = world.Pod("web-node-1");
        after.Metadata.Labels["app"].ShouldBe("shop");
        after.Status.Phase.ShouldBe("Running");
        after.Status.ContainerStatuses[0].ContainerID.ShouldNotBe(before.Status.ContainerStatuses[0].ContainerID);
    }

    [Fact]
    public void Remove_ends_the_pod_and_its_mirror()
    {
        var world = new NodeWorld();
        world.Agent.StaticPods.Put("web.yaml", Manifest);
        world.Advance(5);
        world.Agent.StaticPods.Remove("web.yaml").ShouldBeTrue();
        world.Advance(10);
        world.FindPod("web-node-1").ShouldBeNull();
    }

    [Theory]
    [InlineData("kind: Service\napiVersion: v1\nmetadata: {name: x}\n", "x.yaml: this is no manifest of a pod")]
    [InlineData("apiVersion: v1\nkind: Pod\nspec: {containers: [{name: a, image: b}]}\n", "x.yaml: the pod has no name")]
    public void Put_of_what_is_no_pod_is_refused(string manifest, string message) =>
        Should.Throw<FormatException>(() => new NodeWorld().Agent.StaticPods.Put("x.yaml", manifest)).Message.ShouldBe(message);
}
