using Podlab.Engine.Kubelet;

namespace Podlab.Simulation.Tests.Nodes;

public class NodeShutdownTests
{
    private const string Words = "Pod was terminated in response to imminent node shutdown.";
    private static readonly KubeletConfiguration Graceful = new() { ShutdownGracePeriod = TimeSpan.FromSeconds(30), ShutdownGracePeriodCriticalPods = TimeSpan.FromSeconds(10) };

    [Fact]
    public void ShutDown_ends_ordinary_pods_before_critical_ones()
    {
        var world = new NodeWorld(Graceful);
        world.Run("ordinary", "trap 'exit 0' TERM; while :; do sleep 1; done");
        world.Run("stubborn", "trap '' TERM; while :; do sleep 1; done", spec: spec => spec with { TerminationGracePeriodSeconds = 600 });
        world.Run("critical", "trap 'exit 0' TERM; while :; do sleep 1; done", spec: spec => spec with { PriorityClassName = "system-node-critical" });
        world.Advance(5);
        world.Cluster.Clock.Start(() => world.Agent.ShutDownAsync());
        world.Advance(10);
        world.Condition("Ready").ShouldBe("False KubeletNotReady node is shutting down");
        var ordinary = world.Pod("ordinary").Status;
        (ordinary.Phase, ordinary.Reason, ordinary.Message).ShouldBe(("Failed", "Terminated", Words));
        ordinary.Conditions.ShouldContain(condition => condition.Type == "DisruptionTarget" && condition.Reason == "TerminationByKubelet" && condition.Message == Words);
        world.Pod("stubborn").Status.Phase.ShouldBe("Running");
        world.Pod("critical").Status.Phase.ShouldBe("Running");
        world.Run("late", "sleep 1", spec: spec => spec with { NodeName = "node-1" });
        world.Advance(1);
        (world.Pod("late").Status.Reason, world.Pod("late").Status.Message).ShouldBe(("NodeShutdown", "Pod was rejected: Pod was rejected as the node is shutting down."));

        world.Advance(30);
        world.Pod("critical").Status.Reason.ShouldBe("Terminated");
        world.Agent.IsRunning.ShouldBeFalse();
        world.Events("node-1").ShouldContain("Normal Shutdown Shutdown manager detected shutdown event");
        world.Events("node-1").ShouldContain("Normal NodeNotReady Node node-1 status is now: NodeNotReady");

        world.Agent.Start();
        world.Condition("Ready").ShouldBe("True KubeletReady kubelet is posting ready status");
    }

    [Fact]
    public void ShutDown_without_a_grace_period_waits_for_nobody()
    {
        var world = new NodeWorld();
        world.Run("p", "sleep 3600");
        world.Advance(5);
        world.Cluster.Clock.Start(() => world.Agent.ShutDownAsync());
        world.Advance(1);
        world.Agent.IsRunning.ShouldBeFalse();
        world.Pod("p").Status.Phase.ShouldBe("Running");
    }
}
