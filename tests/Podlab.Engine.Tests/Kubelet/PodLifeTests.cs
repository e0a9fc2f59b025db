using Podlab.Api.Model;

namespace Podlab.Engine.Tests.Kubelet;

public class PodLifeTests
{
    [Fact]
    public void Run_that_fails_with_never_ends_failed_one_relist_after_its_end_was_seen()
    {
        var world = new KubeletWorld();
        world.Run("Never", "1", "1");
        world.Advance(10);
        world.History.ShouldBe([
            "0.0 Pending ",
            "0.0 Pending ContainerCreating 0",
            "0.3 Running running ready 0",
            "1.5 Running Error 1 0",
            "2.5 Failed Error 1 0",
        ]);
        world.Pod().Status.Conditions.Select(c => $"{c.Type}={c.Status} {c.Reason}").ShouldBe([
            "PodReadyToStartContainers=False ", "Initialized=True ", "Ready=False PodFailed", "ContainersReady=False PodFailed", "PodScheduled=True "]);
        world.Events.ShouldBe([
            "Pulled x1 Container image \"busybox:1.28\" already present on machine and can be accessed by the pod", "Created x1 Container created", "Started x1 Container started"]);
    }

    [Fact]
    public void Run_that_crashes_with_always_shows_error_until_the_back_off_is_over()
    {
        var world = new KubeletWorld();
        world.Run("Always", "1", "1");
        world.Advance(45);
        world.History.ShouldBe([
            "0.0 Pending ",
            "0.0 Pending ContainerCreating 0",
            "0.3 Running running ready 0",
            "1.5 Running Error 1 0",
            "1.6 Running running ready 1",
            "3.5 Running Error 1 1",
            "13.5 Running CrashLoopBackOff 1",
            "13.6 Running running ready 2",
            "15.5 Running Error 1 2",
            "35.5 Running CrashLoopBackOff 2",
            "35.6 Running running ready 3",
            "37.5 Running Error 1 3",
        ]);
    }

    [Fact]
    public void Delete_gives_the_containers_their_time()
    {
        var world = new KubeletWorld();
        world.Run("Always", "3600", "0", "2");
        world.Advance(5);
        world.Cluster.Api.Of<Pod>().Delete("default", "p");
        world.Advance(10);
        world.History.ShouldBe([
            "0.0 Pending ",
            "0.0 Pending ContainerCreating 0",
            "0.3 Running running ready 0",
            "7.0 Succeeded Completed 0 0",
            "7.5 gone",
        ]);
        world.Events.ShouldContain("Killing x1 Stopping container a");
    }

    [Fact]
    public void Run_with_unknown_image_alternates_between_its_two_reasons()
    {
        var world = new KubeletWorld();
        world.Run(new PodSpec { RestartPolicy = "Always", Containers = [new Container { Name = "a", Image = "nosuchimage:1" }] });
        world.Advance(45);
        world.History.ShouldBe([
            "0.0 Pending ",
            "0.0 Pending ContainerCreating 0",
            "0.5 Pending ErrImagePull 0",
            "10.5 Pending ImagePullBackOff 0",
            "20.5 Pending ErrImagePull 0",
            "30.5 Pending ImagePullBackOff 0",
            "40.5 Pending ErrImagePull 0",
        ]);
    }

    [Fact]
    public void Init_containers_run_one_after_the_other()
    {
        var world = new KubeletWorld();
        world.Run(new PodSpec
        {
            RestartPolicy = "Never",
            InitContainers = [new Container { Name = "i1", Image = "busybox:1.28", Command = ["1", "0"] }, new Container { Name = "i2", Image = "busybox:1.28", Command = ["1", "0"] }],
            Containers = [new Container { Name = "a", Image = "busybox:1.28", Command = ["1", "0"] }],
        });
        world.Advance(20);
        world.Pod().Status.Phase.ShouldBe("Succeeded");
        world.Pod().Status.InitContainerStatuses.ShouldAllBe(status => status.Ready);
        world.Pod().Status.Conditions.Single(c => c.Type == "Initialized").Reason.ShouldBe("PodCompleted");
    }

    [Fact]
    public void Readiness_probe_that_succeeds_makes_ready_at_once()
    {
        var world = new KubeletWorld();
        world.Run(new PodSpec
        {
            RestartPolicy = "Always",
            Containers = [new Container { Name = "a", Image = "busybox:1.28", Command = ["3600", "0"], ReadinessProbe = new Probe { Exec = new ExecAction { Command = ["true"] }, PeriodSeconds = 10, FailureThreshold = 1, SuccessThreshold = 1, TimeoutSeconds = 1 } }],
        });
        world.Advance(3);
        world.History.ShouldBe(["0.0 Pending ", "0.0 Pending ContainerCreating 0", "0.3 Running running 0", "0.3 Running running ready 0"]);
    }

    [Fact]
    public void Liveness_failure_restarts_in_one_sync()
    {
        var world = new KubeletWorld();
        world.Runtime.OnExec = _ => 1;
        world.Run(new PodSpec
        {
            RestartPolicy = "Always",
            TerminationGracePeriodSeconds = 5,
            Containers = [new Container { Name = "a", Image = "busybox:1.28", Command = ["3600", "0", "1"], LivenessProbe = new Probe { Exec = new ExecAction { Command = ["false"] }, PeriodSeconds = 2, FailureThreshold = 2, SuccessThreshold = 1, TimeoutSeconds = 1 } }],
        });
        world.Advance(6);
        world.History.ShouldBe(["0.0 Pending ", "0.0 Pending ContainerCreating 0", "0.3 Running running ready 0", "5.1 Running running ready 1"]);
        world.Events.ShouldContain("Killing x1 Container a failed liveness probe, will be restarted");
    }
}
