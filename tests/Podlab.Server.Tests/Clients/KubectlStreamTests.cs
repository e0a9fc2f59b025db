namespace Podlab.Server.Tests.Clients;

/// <summary>The commands of the machine's kubectl that talk to containers.</summary>
public sealed class KubectlStreamTests(ServedCluster served) : IClassFixture<ServedCluster>
{
    [Fact]
    public async Task Exec_toldToFail_bringsBothOutputsAndTheCode()
    {
        if (await StreamingAsync("execs") is not { } kubectl) return;
        var end = await kubectl.RunAsync(["exec", "shell", "--", "sh", "-c", "echo out; echo err >&2; exit 7"]);
        end.Stdout.ShouldBe("out\n");
        end.Stderr.ShouldBe("err\ncommand terminated with exit code 7\n");
        end.Code.ShouldBe(7);
        (await kubectl.OkAsync("typed\n", ["exec", "-i", "shell", "--", "cat"])).ShouldBe("typed\n");
        var missing = await kubectl.RunAsync(["exec", "shell", "--", "nope"]);
        missing.Stderr.ShouldContain("error executing command in container");
        missing.Stderr.ShouldContain("exec: \"nope\": executable file not found in $PATH");
    }

    [Fact]
    public async Task Exec_inAContainerThatDoesNotRun_isToldInTheKubeletsWords()
    {
        if (await StreamingAsync("waits") is not { } kubectl) return;
        await kubectl.OkAsync("run", "waits", "--image=nosuchimage:1");
        await kubectl.OkAsync("wait", "--for=jsonpath={.status.containerStatuses[0].state.waiting.reason}=ImagePullBackOff", "pod/waits", "--timeout=60s");
        var end = await kubectl.RunAsync(["exec", "waits", "--", "true"]);
        end.Stderr.ShouldBe("error: unable to upgrade connection: container not found (\"waits\")\n");
        end.Code.ShouldBe(1);
    }

    [Fact]
    public async Task Exec_withMuchOutput_losesNothing()
    {
        if (await StreamingAsync("much") is not { } kubectl) return;
        (await kubectl.OkAsync("exec", "shell", "--", "seq", "200000")).Length.ShouldBe(1_288_895);
    }

    [Fact]
    public async Task Cp_thereAndBack_givesTheSameBytes()
    {
        if (await StreamingAsync("copies") is not { } kubectl) return;
        var bytes = new byte[300_000];
        new Random(1).NextBytes(bytes);
        await File.WriteAllBytesAsync(Path.Combine(kubectl.Folder, "there"), bytes);
        await kubectl.OkAsync("cp", "there", "shell:/tmp/there");
        await kubectl.OkAsync("cp", "shell:/tmp/there", "back");
        (await File.ReadAllBytesAsync(Path.Combine(kubectl.Folder, "back"))).ShouldBe(bytes);
    }

    [Fact]
    public async Task Logs_followed_goOnAsTheContainerWrites()
    {
        var kubectl = await ShellAsync("logs");
        await kubectl.OkAsync("run", "counter", "--image=busybox", "--restart=Never", "--", "sh", "-c", "for i in 1 2 3; do echo count $i; sleep 30; done");
        await kubectl.OkAsync("wait", "--for=condition=Ready", "pod/counter", "--timeout=30s");
        using var follow = kubectl.Start("logs", "-f", "counter");
        await follow.LineWithAsync("count 1");
        await follow.LineWithAsync("count 3");
        (await follow.EndAsync()).Code.ShouldBe(0);
        (await kubectl.OkAsync("logs", "counter", "--tail=1")).ShouldBe("count 3\n");
    }

    [Fact]
    public async Task Run_interactively_attachesAndRemoves()
    {
        if (await StreamingAsync("runs") is not { } kubectl) return;
        var end = await kubectl.RunAsync(["run", "-i", "--rm", "once", "--image=busybox", "--restart=Never", "--", "sh"], "echo $((6 * 7))\nexit 3\n");
        end.Stdout.ShouldStartWith("42\npod \"once\" deleted");
        end.Code.ShouldBe(3);
        using var attached = kubectl.Start("attach", "shell");
        await attached.LineWithAsync("tick");
    }

    [Fact]
    public async Task PortForward_carriesRequestsBothWays()
    {
        if (await StreamingAsync("ports") is not { } kubectl) return;
        await kubectl.OkAsync("run", "web", "--image=nginx");
        await kubectl.OkAsync("wait", "--for=condition=Ready", "pod/web", "--timeout=30s");
        using var forward = kubectl.Start("port-forward", "pod/web", ":80");
        var line = await forward.LineWithAsync("Forwarding from 127.0.0.1:");
        using var client = new HttpClient { BaseAddress = new Uri("http://" + line.Split(' ')[2]) };
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => client.GetStringAsync("/")));
        answers.ShouldAllBe(page => page.Contains("Welcome to nginx!", StringComparison.Ordinal));
    }

    /// <summary>A pod with a shell, and a kubectl whose streams are served; an older one must be told why not.</summary>
    private async Task<Kubectl?> StreamingAsync(string @namespace)
    {
        var kubectl = await ShellAsync(@namespace);
        if (await kubectl.StreamsAsync()) return kubectl;
        var refused = await kubectl.RunAsync(["exec", "shell", "--", "true"]);
        if (refused.Code != 0) refused.Stderr.ShouldContain("SPDY streams are not served; use a client that speaks WebSockets");
        return null;
    }

    private async Task<Kubectl> ShellAsync(string @namespace)
    {
        var kubectl = await Kubectl.InAsync(served, @namespace);
        await kubectl.OkAsync("run", "shell", "--image=busybox", "--", "sh", "-c", "while true; do echo tick; sleep 60; done");
        await kubectl.OkAsync("wait", "--for=condition=Ready", "pod/shell", "--timeout=30s");
        return kubectl;
    }
}
