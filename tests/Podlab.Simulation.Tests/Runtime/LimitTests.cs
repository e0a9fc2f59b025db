using Podlab.Engine.Runtime;
using Podlab.Simulation.Runtime;

namespace Podlab.Simulation.Tests.Runtime;

/// <summary>Programs that would never end hit the limits that a real container hits.</summary>
public class LimitTests
{
    private static ContainerConfig Shell(string script, long? memory = null) =>
        new() { Name = "a", Image = "busybox:1.36", Command = ["sh", "-c", script], Resources = new ContainerResources(memory) };

    [Fact]
    public void Long_loop_ends()
    {
        var node = new Node();
        var id = node.Start(Shell("n=0; for i in $(seq 100000); do n=$((n+i)); done; echo $n"));
        node.Loop.RunToIdle(TimeSpan.FromMinutes(10));
        node.Log(id).ShouldBe("5000050000\n");
    }

    [Fact]
    public void Tail_of_dev_zero_is_killed_for_memory()
    {
        var node = new Node();
        var id = node.Start(new ContainerConfig { Name = "a", Image = "busybox:1.36", Command = ["tail", "/dev/zero"], Resources = new ContainerResources(20 << 20) });
        node.Loop.Advance(TimeSpan.FromSeconds(5));
        var status = node.Status(id);
        (status.State, status.ExitCode, status.Reason).ShouldBe((ContainerRuntimeState.Exited, 137, "OOMKilled"));
    }

    [Fact]
    public void Child_killed_for_memory_leaves_the_shell_alive()
    {
        var node = new Node();
        var id = node.Start(Shell("tail /dev/zero; echo child $?; sleep 4; exit 0", 20 << 20));
        node.Loop.Advance(TimeSpan.FromSeconds(10));
        node.Log(id).ShouldBe("! Killed\nchild 137\n");
        node.Status(id).Reason.ShouldBe("OOMKilled");
    }

    [Fact]
    public void Memory_volume_counts_as_memory()
    {
        var node = new Node();
        var volume = node.Run(() => node.Runtime.CreateVolumeAsync(new VolumeConfig { Name = "v", Medium = VolumeMedium.Memory }));
        var id = node.Start(Shell("dd if=/dev/zero of=/d/big bs=1M count=64; echo dd $?; sleep 3600", 32 << 20) with { Mounts = [new VolumeMountConfig { Volume = volume, ContainerPath = "/d" }] });
        node.Loop.Advance(TimeSpan.FromSeconds(10));
        node.Log(id).ShouldBe("! Killed\ndd 137\n");
        node.Status(id).State.ShouldBe(ContainerRuntimeState.Running);
    }

    [Theory]
    [InlineData("yes > /tmp/f; echo $?", "! yes: write error: No space left on device\n1\n")]
    [InlineData("cat /dev/zero > /tmp/f; echo $?", "! cat: write error: No space left on device\n1\n")]
    [InlineData("dd if=/dev/zero of=/tmp/f bs=1M 2>/dev/null; echo $?", "1\n")]
    public void Endless_writer_fills_the_disk(string script, string log)
    {
        var node = new Node(new SimulatedRuntimeOptions { ContainerDiskBytes = 64 << 20 });
        var id = node.Start(Shell(script));
        node.Loop.RunToIdle(TimeSpan.FromHours(1));
        node.Log(id).ShouldBe(log);
    }

    [Fact]
    public void Endless_output_keeps_a_bounded_log()
    {
        var node = new Node();
        var id = node.Start("yes");
        node.Loop.Advance(TimeSpan.FromSeconds(10));
        node.Status(id).State.ShouldBe(ContainerRuntimeState.Running);
        node.Runtime.Log(id)!.Lines.Count.ShouldBeLessThanOrEqualTo(200_000);
    }

    [Fact]
    public void Endless_recursion_ends_as_a_full_stack_does()
    {
        var node = new Node();
        var id = node.Start(Shell("sh -c 'f() { f; }; f'; echo $?"));
        node.Loop.RunToIdle(TimeSpan.FromHours(1));
        node.Log(id).ShouldBe("! Segmentation fault\n139\n");
    }

    [Fact]
    public void Fork_bomb_hits_the_process_limit()
    {
        var node = new Node();
        var id = node.Start(Shell("f() { f | f & }; f; wait; sleep 60; echo survived"));
        node.Loop.Advance(TimeSpan.FromSeconds(5));
        node.Log(id).ShouldContain("can't fork: Resource temporarily unavailable");
    }

    [Fact]
    public void Doubling_text_is_killed_for_memory()
    {
        var node = new Node();
        var id = node.Start(Shell("x=a; while :; do x=$x$x; done"));
        node.Loop.Advance(TimeSpan.FromSeconds(30));
        var status = node.Status(id);
        (status.State, status.ExitCode, status.Reason).ShouldBe((ContainerRuntimeState.Exited, 137, "OOMKilled"));
    }

    [Theory]
    [InlineData("yes > /dev/null")]
    [InlineData("yes | cat > /dev/null")]
    [InlineData("while :; do true | true; done")]
    [InlineData("while :; do cat /etc/passwd > /dev/null; done")]
    [InlineData("awk 'BEGIN { while (1) x = x \"aaaaaaaaaa\" }'")]
    public void Busy_loop_costs_little_however_long_it_runs(string script)
    {
        var node = new Node();
        node.Start(Shell(script, 256 << 20));
        node.Loop.Advance(TimeSpan.FromSeconds(10));
        var before = node.Loop.CallbacksRun;
        node.Loop.Advance(TimeSpan.FromSeconds(10));
        (node.Loop.CallbacksRun - before).ShouldBeLessThan(60_000);
    }

    [Fact]
    public void Fork_bomb_as_people_write_it_needs_bash()
    {
        var node = new Node();
        node.Run(() => node.Runtime.PullImageAsync("debian:12"));
        var bomb = node.Start(new ContainerConfig { Name = "a", Image = "debian:12", Command = ["bash", "-c", ":(){ :|:& };: ; wait; sleep 60"] });
        node.Loop.Advance(TimeSpan.FromSeconds(5));
        node.Log(bomb).ShouldContain("can't fork: Resource temporarily unavailable");
        var refused = node.Start(Shell(":(){ :|:& };:"));
        node.Loop.Advance(TimeSpan.FromSeconds(1));
        node.Log(refused).ShouldBe("! sh: syntax error: bad function name\n");
    }

    [Fact]
    public void Sleeping_container_costs_no_callbacks()
    {
        var node = new Node();
        node.Start("sleep", "100000");
        node.Loop.Advance(TimeSpan.FromSeconds(1));
        var before = node.Loop.CallbacksRun;
        node.Loop.Advance(TimeSpan.FromMinutes(10));
        (node.Loop.CallbacksRun - before).ShouldBe(0);
    }
}
