using System.Text;
using Podlab.Api;
using Podlab.Api.Model;
using Podlab.Engine.Apiserver.Http;

namespace Podlab.Simulation.Tests.Nodes;

public class ResizeTests
{
    [Fact]
    public void Resize_that_fits_is_done_without_a_restart()
    {
        var world = Started("a", "500m");
        Resize(world, "a", "2");
        world.Pod("a").Status.Conditions.ShouldContain(condition => condition.Type == "PodResizeInProgress" && condition.Status == "True");
        world.Advance(3);
        var status = world.Pod("a").Status;
        status.Conditions.ShouldNotContain(condition => condition.Type.StartsWith("PodResize", StringComparison.Ordinal));
        status.ContainerStatuses[0].Resources!.Requests["cpu"].ToString().ShouldBe("2");
        status.ContainerStatuses[0].AllocatedResources["cpu"].ToString().ShouldBe("2");
        status.ContainerStatuses[0].RestartCount.ShouldBe(0);
        world.Events("a").ShouldContain("Normal ResizeStarted Pod resize started: {\"containers\":[{\"name\":\"a\",\"resources\":{\"requests\":{\"cpu\":\"2\"}}}],\"generation\":2}");
        world.Events("a").ShouldContain("Normal ResizeCompleted Pod resize completed: {\"containers\":[{\"name\":\"a\",\"resources\":{\"requests\":{\"cpu\":\"2\"}}}],\"generation\":2}");
    }

    [Fact]
    public void Resize_beyond_the_node_is_infeasible()
    {
        // The API refuses as much by itself, unless it is told not to.
        var world = Started("a", "500m", "NodeDeclaredFeatureValidator");
        Resize(world, "a", "64");
        world.Advance(3);
        Pending(world, "a").ShouldBe("Infeasible Node didn't have enough capacity: cpu, requested: 64000, capacity: 4000");
        world.Pod("a").Status.ContainerStatuses[0].AllocatedResources["cpu"].ToString().ShouldBe("500m");
        world.Pod("a").Spec.Containers[0].Resources.Requests["cpu"].ToString().ShouldBe("64");
        world.Events("a").ShouldContain(text => text.StartsWith("Warning ResizeInfeasible Pod resize Infeasible: {", StringComparison.Ordinal));
        Resize(world, "a", "500m");
        world.Advance(3);
        Pending(world, "a").ShouldBeNull();
    }

    [Fact]
    public void Resize_waits_until_another_pod_has_left()
    {
        var world = Started("a", "500m");
        world.Run("b", "sleep 3600", container => NodeWorld.Asking(container, "cpu", request: "3"));
        world.Advance(3);
        Resize(world, "a", "2");
        world.Advance(3);
        Pending(world, "a").ShouldBe("Deferred Node didn't have enough resource: cpu, requested: 2000, used: 3000, capacity: 4000");
        world.Cluster.Api.Of<Pod>().Delete("default", "b", gracePeriodSeconds: 1);
        world.Advance(10);
        Pending(world, "a").ShouldBeNull();
        world.Pod("a").Status.ContainerStatuses[0].AllocatedResources["cpu"].ToString().ShouldBe("2");
    }

    [Fact]
    public void Waiting_resizes_are_served_by_priority_when_somebody_becomes_smaller()
    {
        var world = new NodeWorld();
        world.Cluster.Api.Of<PriorityClass>().Create(new PriorityClass { Metadata = new ObjectMeta { Name = "high" }, Value = 1000 });
        world.Run("low", "sleep 3600", container => NodeWorld.Asking(container, "cpu", request: "500m"));
        world.Run("high", "sleep 3600", container => NodeWorld.Asking(container, "cpu", request: "500m"), spec: spec => spec with { PriorityClassName = "high" });
        world.Run("big", "sleep 3600", container => NodeWorld.Asking(container, "cpu", request: "3"));
        world.Advance(3);
        Resize(world, "low", "1");
        Resize(world, "high", "1");
        world.Advance(3);
        Pending(world, "low").ShouldNotBeNull().ShouldStartWith("Deferred");
        Pending(world, "high").ShouldNotBeNull().ShouldStartWith("Deferred");
        Resize(world, "big", "2500m");
        world.Advance(3);
        Pending(world, "high").ShouldBeNull();
        Pending(world, "low").ShouldBe("Deferred Node didn't have enough resource: cpu, requested: 1000, used: 3500, capacity: 4000");
    }

    [Fact]
    public void Waiting_resize_is_tried_again_after_three_minutes()
    {
        var world = Started("a", "500m");
        world.Run("b", "sleep 3600", container => NodeWorld.Asking(container, "cpu", request: "3"));
        world.Advance(3);
        Resize(world, "a", "2");
        world.Advance(3);
        var node = world.Node;
        world.Cluster.Api.Of<Node>().UpdateStatus(node with { Status = node.Status with { Allocatable = node.Status.Allocatable.Set("cpu", Quantity.Parse("8")) } }, "administrator");
        world.Advance(170);
        Pending(world, "a").ShouldNotBeNull();
        world.Advance(10);
        Pending(world, "a").ShouldBeNull();
    }

    [Fact]
    public void Memory_limit_below_what_is_used_is_an_error_until_the_memory_is_given_back()
    {
        var world = new NodeWorld();
        world.Run("a", "head -c 100m /dev/zero > /data/x; sleep 60; rm /data/x; sleep 3600", container => NodeWorld.Asking(container, "memory", request: "50Mi", limit: "200Mi"), new Volume { Name = "data", EmptyDir = new EmptyDirVolumeSource { Medium = "Memory" } });
        world.Advance(5);
        Patch(world, "a", "{\"limits\":{\"memory\":\"64Mi\"}}");
        // What a sync came to is told by the next one.
        world.Advance(16);
        var condition = world.Pod("a").Status.Conditions.First(found => found.Type == "PodResizeInProgress");
        (condition.Status, condition.Reason).ShouldBe(("True", "Error"));
        condition.Message.ShouldNotBeNull().ShouldMatch("^cannot decrease memory limits: \\[attempting to set pod memory limit \\(67108864\\) below current usage \\(\\d+\\), attempting to set container \"a\" memory limit \\(67108864\\) below current usage \\(\\d+\\)\\]$");
        world.Events("a").ShouldContain(text => text.StartsWith("Warning ResizeError Pod resize error: {\"containers\":[{\"name\":\"a\",\"resources\":{", StringComparison.Ordinal));
        world.Pod("a").Status.ContainerStatuses[0].Resources!.Limits["memory"].ToString().ShouldBe("200Mi");
        world.Advance(75);
        var status = world.Pod("a").Status;
        status.Conditions.ShouldNotContain(found => found.Type == "PodResizeInProgress");
        status.ContainerStatuses[0].Resources!.Limits["memory"].ToString().ShouldBe("64Mi");
        status.ContainerStatuses[0].RestartCount.ShouldBe(0);
        world.Events("a").ShouldContain(text => text.StartsWith("Normal ResizeCompleted ", StringComparison.Ordinal));
    }

    [Fact]
    public void Resize_policy_restarts_the_container()
    {
        var world = new NodeWorld();
        world.Run("a", "sleep 3600", container => NodeWorld.Asking(container, "memory", request: "50Mi", limit: "100Mi") with { ResizePolicy = [new ContainerResizePolicy { ResourceName = "memory", RestartPolicy = "RestartContainer" }] });
        world.Advance(5);
        Patch(world, "a", "{\"limits\":{\"memory\":\"64Mi\"}}");
        world.Advance(15);
        var status = world.Pod("a").Status.ContainerStatuses[0];
        (status.RestartCount, status.Resources!.Limits["memory"].ToString()).ShouldBe((1, "64Mi"));
        world.Events("a").ShouldContain("Normal Killing Container a resize requires restart, will be restarted");
    }

    private static NodeWorld Started(string name, string cpu, params string[] disabledPlugins)
    {
        var world = new NodeWorld(disabledPlugins: disabledPlugins);
        world.Run(name, "sleep 3600", container => NodeWorld.Asking(container, "cpu", request: cpu));
        world.Advance(3);
        return world;
    }

    private static string? Pending(NodeWorld world, string name) => world.Pod(name).Status.Conditions.FirstOrDefault(condition => condition.Type == "PodResizePending") is { } found ? $"{found.Reason} {found.Message}" : null;

    private static void Resize(NodeWorld world, string name, string cpu) => Patch(world, name, $"{{\"requests\":{{\"cpu\":\"{cpu}\"}}}}");

    private static void Patch(NodeWorld world, string name, string resources)
    {
        world.Cluster.Api.Http.Answer(new ApiRequest
        {
            Method = "PATCH",
            Path = $"/api/v1/namespaces/default/pods/{name}/resize",
            ContentType = "application/strategic-merge-patch+json",
            Body = Encoding.UTF8.GetBytes($"{{\"spec\":{{\"containers\":[{{\"name\":\"a\",\"resources\":{resources}}}]}}}}"),
        }).Code.ShouldBe(200);
        world.Cluster.Clock.RunReady();
    }
}
