using Podlab.Engine.Runtime;

namespace Podlab.Simulation.Tests.Runtime;

public class ScriptTests
{
    [Theory]
    [InlineData("echo hello; exit 3", 3, "hello\n")]
    [InlineData("sleep 1; echo $((1+2)) ${X:-none}", 0, "3 none\n")]
    [InlineData("for i in 1 2 3; do echo line $i; done | cat", 0, "line 1\nline 2\nline 3\n")]
    [InlineData("/etc/passwd", 126, "! sh: /etc/passwd: Permission denied\n")]
    [InlineData("nosuch", 127, "! sh: nosuch: not found\n")]
    [InlineData("env | cat; pwd; hostname; cat /etc/resolv.conf", 0, null)]
    [InlineData("kill -9 $$; echo still here; kill -TERM $$; echo still here too; exit 5", 5, "still here\nstill here too\n")]
    public void Shell_script_runs_to_its_end(string script, int code, string? log)
    {
        var node = new Node();
        var id = node.Start("sh", "-c", script);
        node.Loop.RunToIdle(TimeSpan.FromMinutes(1));
        TestContext.Current.SendDiagnosticMessage(node.Log(id));
        if (log is not null) node.Log(id).ShouldBe(log);
        node.Status(id).ExitCode.ShouldBe(code);
        node.Status(id).State.ShouldBe(ContainerRuntimeState.Exited);
    }

    [Fact]
    public void Stop_with_trap_ends_after_the_trap()
    {
        var node = new Node();
        var id = node.Start("sh", "-c", "trap 'echo bye; exit 0' TERM; echo up; while :; do sleep 0.2; done");
        node.Loop.Advance(TimeSpan.FromSeconds(1.1));
        node.Run(() => node.Runtime.StopContainerAsync(id, TimeSpan.FromSeconds(30)));
        node.Log(id).ShouldBe("up\nbye\n");
        (node.Loop.Now - Node.Epoch).ShouldBeLessThan(TimeSpan.FromSeconds(1.5));
        node.Status(id).ExitCode.ShouldBe(0);
    }

    [Fact]
    public void Stop_of_sleep_as_first_process_takes_the_grace_period()
    {
        var node = new Node();
        var id = node.Start("sh", "-c", "sleep 3600");
        node.Run(() => node.Runtime.StopContainerAsync(id, TimeSpan.FromSeconds(5)));
        node.Status(id).ExitCode.ShouldBe(137);
        (node.Loop.Now - Node.Epoch).ShouldBe(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void Busy_loop_does_not_hang()
    {
        var node = new Node();
        var id = node.Start("sh", "-c", "while :; do :; done");
        node.Loop.Advance(TimeSpan.FromMinutes(2));
        node.Status(id).State.ShouldBe(ContainerRuntimeState.Running);
        node.Runtime.Stats(id)!.CpuUsed.ShouldBeGreaterThan(TimeSpan.FromMinutes(1.5));
    }

    [Fact]
    public void Exec_reads_stdin()
    {
        var node = new Node();
        var id = node.Start("sleep", "3600");
        node.Exec(id, "hello\nworld\n", "cat").ShouldBe((0, "hello\nworld\n", ""));
        node.Exec(id, "echo one\nfalse\n", "sh").ShouldBe((1, "one\n", ""));
        Should.Throw<RuntimeException>(() => node.Exec(id, null, "nosuch")).Message.ShouldContain("exec: \"nosuch\": executable file not found in $PATH");
    }
}
