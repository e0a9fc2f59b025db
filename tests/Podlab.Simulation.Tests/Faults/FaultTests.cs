using System.Text;
using Podlab.Api.Model;
using Podlab.Engine.Apiserver.Http;
using Podlab.Engine.Apiserver.Tables;
using Podlab.Engine.Faults;
using Podlab.Engine.Runtime;
using Podlab.Simulation.Tests.Nodes;

namespace Podlab.Simulation.Tests.Faults;

public class FaultTests
{
    [Theory]
    [InlineData("registry down", "dial tcp 203.0.113.10:443: connect: connection refused")]
    [InlineData("registry unreachable", "dial tcp: lookup registry-1.docker.io on 10.255.255.53:53: no such host")]
    public void Registry_that_does_not_answer_backs_pulls_off_until_it_is_up(string fault, string why)
    {
        var world = new NodeWorld();
        world.Cluster.Faults.Apply(fault);
        world.Run("web", "sleep 3600");
        world.Advance(3);
        Status(world, "web").ShouldBe("ErrImagePull");
        world.Events("web").ShouldContain(text => text.StartsWith("Warning Failed Failed to pull image \"busybox:1.36\": ", StringComparison.Ordinal) && text.EndsWith(why, StringComparison.Ordinal));
        world.Advance(10);
        Status(world, "web").ShouldBe("ImagePullBackOff");
        world.Cluster.Faults.Active.ShouldHaveSingleItem().ToString().ShouldBe(fault);
        world.Cluster.Faults.Apply("registry up");
        world.Advance(60);
        Status(world, "web").ShouldBe("Running");
        world.Cluster.Faults.Active.ShouldBeEmpty();
    }

    [Fact]
    public void Slow_registry_stretches_the_pull_and_nothing_else()
    {
        var world = new NodeWorld();
        world.Cluster.Faults.Apply("registry slow 100x for 5m");
        world.Run("web", "sleep 3600");
        world.Advance(5);
        Status(world, "web").ShouldBe("ContainerCreating");
        world.Advance(60);
        Status(world, "web").ShouldBe("Running");
        world.Advance(240);
        world.Cluster.Faults.Active.ShouldBeEmpty();
    }

    [Fact]
    public void Node_that_lost_its_power_is_unknown_and_its_containers_have_ended_when_it_is_back()
    {
        var world = new NodeWorld();
        world.Run("web", "sleep 3600");
        world.Advance(10);
        world.Cluster.Faults.Apply("node-1 down");
        world.Advance(60);
        world.Condition("Ready").ShouldBe("Unknown NodeStatusUnknown Kubelet stopped posting node status.");
        world.Pod("web").Status.Conditions.ShouldContain(condition => condition.Type == "Ready" && condition.Status == "False");
        world.Cluster.Faults.Apply("node-1 up");
        world.Advance(30);
        world.Condition("Ready").ShouldStartWith("True KubeletReady");
        Status(world, "web").ShouldBe("Running");
        var container = world.Pod("web").Status.ContainerStatuses[0];
        (container.RestartCount, container.LastState.Terminated?.ExitCode, container.LastState.Terminated?.Reason).ShouldBe((1, 255, "Unknown"));
        world.Events("web").ShouldContain("Normal SandboxChanged Pod sandbox changed, it will be killed and re-created.");
    }

    [Fact]
    public void Node_cut_off_keeps_its_containers_running()
    {
        var world = new NodeWorld();
        world.Run("web", "sleep 3600");
        world.Advance(10);
        world.Cluster.Faults.Apply("node-1 partition for 2m").ShouldBe("node-1: cut off from the network for 2m");
        world.Advance(60);
        world.Condition("Ready").ShouldStartWith("Unknown");
        world.Advance(90);
        world.Condition("Ready").ShouldStartWith("True");
        world.Pod("web").Status.ContainerStatuses[0].RestartCount.ShouldBe(0);
    }

    [Fact]
    public void Full_disk_refuses_writes_and_brings_disk_pressure()
    {
        var world = new NodeWorld();
        world.Run("web", "while sleep 1; do echo x >> /tmp/x || exit 3; done");
        world.Advance(3.5);
        world.Cluster.Faults.Apply("node-1 disk full");
        Exec(world, "web", "echo more > /tmp/y").ShouldContain("No space left on device");
        world.Advance(30);
        world.Condition("DiskPressure").ShouldBe("True KubeletHasDiskPressure kubelet has disk pressure");
        world.Events("node-1").ShouldContain("Warning EvictionThresholdMet Attempting to reclaim ephemeral-storage");
        world.Pod("web").Status.Reason.ShouldBe("Evicted");
        world.Cluster.Faults.Apply("clear").ShouldBe("mended: node-1 disk full");
        world.Advance(600);
        world.Condition("DiskPressure").ShouldStartWith("False");
    }

    [Fact]
    public void Memory_short_evicts()
    {
        var world = new NodeWorld();
        world.Run("web", "sleep 3600");
        world.Advance(5);
        world.Cluster.Faults.Apply("node-1 memory 99.5%");
        world.Advance(30);
        world.Condition("MemoryPressure").ShouldStartWith("True");
        world.Pod("web").Status.Reason.ShouldBe("Evicted");
    }

    [Fact]
    public void Clock_that_goes_wrong_shows_in_what_the_node_writes_and_changes_no_waiting()
    {
        var world = new NodeWorld();
        world.Cluster.Faults.Apply("node-1 clock +5m");
        world.Run("web", "sleep 3600", container => container with { LivenessProbe = new Probe { Exec = new ExecAction { Command = ["true"] }, InitialDelaySeconds = 5, PeriodSeconds = 5 } });
        world.Advance(20);
        var pod = world.Pod("web");
        var ahead = pod.Status.ContainerStatuses[0].State.Running!.StartedAt!.Value - pod.Metadata.CreationTimestamp!.Value;
        ahead.ShouldBeInRange(TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(5.2));
        pod.Status.StartTime!.Value.ShouldBeGreaterThan(world.Cluster.Clock.Now);
        Exec(world, "web", "date +%H:%M").ShouldBe("09:05\n");
        world.Cluster.Faults.Apply("node-1 clock ok");
        Exec(world, "web", "date +%H:%M").ShouldBe("09:00\n");
        world.Advance(60);
        Status(world, "web").ShouldBe("Running");
        world.Pod("web").Status.ContainerStatuses[0].RestartCount.ShouldBe(0);
    }

    [Theory]
    [InlineData("kill web", "SIGKILL sent to process 1 (sh) of web/a", 1)]
    [InlineData("kill web -s TERM", "SIGTERM sent to process 1 (sh) of web/a", 0)] // process 1 gets only what it handles
    [InlineData("kill web sleep", "SIGKILL sent to process 8 (sleep) of web/a", 1)] // the shell ends with its child's code
    public void Killed_process_ends_as_its_namespace_has_it(string words, string said, int restarts)
    {
        var world = new NodeWorld();
        world.Run("web", "sleep 3600; exit $?");
        world.Advance(5);
        world.Cluster.Faults.Apply(words).ShouldBe(said);
        world.Advance(5);
        var status = world.Pod("web").Status.ContainerStatuses[0];
        status.RestartCount.ShouldBe(restarts);
        if (restarts > 0) (status.LastState.Terminated!.ExitCode, status.LastState.Terminated.Reason).ShouldBe((137, "Error"));
    }

    [Theory]
    [InlineData("", "`` is no fault. Known are: registry down")]
    [InlineData("registry sideways", "`registry sideways` is no fault. A registry can be down, unreachable, slow 10x, delay 30s, and up again; push KEY makes the images behind a key appear.")]
    [InlineData("registry slow 0.1x", "`0.1x` does not say how many times as slow.")]
    [InlineData("node-9 down", "There is no node \"node-9\" (nodes: node-1).")]
    [InlineData("node-1 hungry", "`node-1 hungry` is no fault. A node can be down, partition, up;")]
    [InlineData("node-1 clock 5m", "`5m` does not say how wrong the clock goes. Write +5m, -30s, or ok.")]
    [InlineData("node-1 disk 120%", "`120%` does not say how full.")]
    [InlineData("registry down for ever", "`ever` is not a span of time such as 30s, 1m30s or 2h.")]
    [InlineData("kill", "Which pod? Write kill POD")]
    [InlineData("kill nobody", "There is no pod \"nobody\" in namespace \"default\" (pods: web).")]
    [InlineData("kill web nginx", "No process \"nginx\" runs there (running: 1 (sh), 8 (sleep)).")]
    [InlineData("kill web -c b", "Pod \"web\" has no container \"b\" that was started (containers: a).")]
    [InlineData("kill web -s LOUD", "`LOUD` is no signal.")]
    public void Fault_that_cannot_be_is_refused_in_words(string words, string refusal)
    {
        var world = new NodeWorld();
        world.Run("web", "sleep 3600; exit 0");
        world.Advance(5);
        Should.Throw<FaultException>(() => world.Cluster.Faults.Apply(words)).Message.ShouldStartWith(refusal);
        world.Cluster.Faults.Active.ShouldBeEmpty();
    }

    private static string Status(NodeWorld world, string pod) => PodColumns.Of(world.Pod(pod), world.Cluster.Clock.Now).Status;

    private static string Exec(NodeWorld world, string pod, string script)
    {
        using var output = new MemoryStream();
        var command = string.Concat(new[] { "sh", "-c", script }.Select(word => "&command=" + Uri.EscapeDataString(word)));
        Task? task = null;
        world.Cluster.Clock.Post(() => task = new InProcessTransport(world.Cluster.Api).ConnectAsync(
            new ApiRequest { Method = "POST", Path = $"/api/v1/namespaces/default/pods/{pod}/exec?stdout=true&stderr=true{command}" }, new ExecStreams(null, output, output)).AsTask());
        world.Cluster.Clock.AdvanceUntil(() => task is { IsCompleted: true }, TimeSpan.FromSeconds(5));
        return Encoding.UTF8.GetString(output.ToArray());
    }
}
