using System.Text;
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

    private static NodeWorld Started(string name, string cpu, params string[] disabledPlugins)
    {
        var world = new NodeWorld(disabledPlugins: disabledPlugins);
        world.Run(name, "sleep 3600", container => NodeWorld.Asking(container, "cpu", request: cpu));
        world.Advance(3);
        return world;
    }

    private static string? Pending(NodeWorld world, string name) => world.Pod(name).Status.Conditions.FirstOrDefault(condition => condition.Type == "PodResizePending") is { } found ? $"{found.Reason} {found.Message}" : null;

    private static void Resize(NodeWorld world, string name, string cpu)
    {
        world.Cluster.Api.Http.Answer(new ApiRequest
        {
            Method = "PATCH",
            Path = $"/api/v1/namespaces/default/pods/{name}/resize",
            ContentType = "application/strategic-merge-patch+json",
            Body = Encoding.UTF8.GetBytes($"{{\"spec\":{{\"containers\":[{{\"name\":\"a\",\"resources\":{{\"requests\":{{\"cpu\":\"{cpu}\"}}}}}}]}}}}"),
        }).Code.ShouldBe(200);
        world.Cluster.Clock.RunReady();
    }
}
