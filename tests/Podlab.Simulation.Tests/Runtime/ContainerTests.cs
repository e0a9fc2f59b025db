using Podlab.Engine.Runtime;

namespace Podlab.Simulation.Tests.Runtime;

/// <summary>What a container shows of itself, in the words of the recorded node.</summary>
public class ContainerTests
{
    private const string Prefix = "failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: ";

    [Theory]
    [InlineData(new[] { "/nosuch" }, null, "exec: \"/nosuch\": stat /nosuch: no such file or directory")]
    [InlineData(new[] { "nosuch", "x" }, null, "exec: \"nosuch\": executable file not found in $PATH")]
    [InlineData(new[] { "/etc/passwd" }, null, "exec: \"/etc/passwd\": permission denied")]
    [InlineData(new[] { "pwd" }, "/etc/passwd", "error during container init: mkdir /etc/passwd: not a directory")]
    public void Start_that_fails_says_why(string[] command, string? directory, string why)
    {
        var node = new Node();
        var id = node.Create(new ContainerConfig { Name = "a", Image = "busybox:1.36", Command = command, WorkingDirectory = directory });
        Should.Throw<RuntimeException>(() => node.Run(() => node.Runtime.StartContainerAsync(id))).Message.ShouldBe(Prefix + why);
        (node.Status(id).Reason, node.Status(id).ExitCode).ShouldBe(("StartError", 128));
    }

    [Fact]
    public void Create_without_command_fails()
    {
        var node = new Node();
        Should.Throw<RuntimeException>(() => node.Create(new ContainerConfig { Name = "a", Image = "nocmd:1" })).Message.ShouldEndWith("spec: failed to generate spec: no command specified");
    }

    [Theory]
    [InlineData("show:1", "cwd=/app APP=image GREETING=hello args=from-entrypoint from-cmd x\n")]
    [InlineData("exit-code:1", "exit-code: 3\n")]
    [InlineData("nonroot:1", "uid=1000 gid=0(root) groups=0(root)\n")]
    [InlineData("nameduser:1", "uid=1(daemon) gid=1(daemon) groups=1(daemon)\n")]
    public void Image_runs_as_it_says(string image, string log)
    {
        var node = new Node();
        var id = node.Start(new ContainerConfig { Name = "a", Image = image });
        node.Loop.Advance(TimeSpan.FromSeconds(1));
        node.Log(id).ShouldBe(log);
    }

    [Fact]
    public void Processes_are_seen_by_ps()
    {
        var node = new Node();
        var id = node.Start("sh", "-c", "sleep 3600");
        var (_, stdout, _) = node.Exec(id, null, "sh", "-c", "ps -o pid,args");
        stdout.ShouldMatch(@"^PID   COMMAND\n    1 sleep 3600\n +\d+ \{ps\} sh -c ps -o pid,args\n$");
        node.Exec(id, null, "ls", "/").Stdout.ShouldBe("bin\ndev\netc\nhome\nproc\nroot\nsys\ntmp\nusr\nvar\n");
    }

    [Fact]
    public void Volume_of_files_is_laid_out_as_the_kubelet_does()
    {
        var node = new Node();
        var volume = node.Run(() => node.Runtime.CreateVolumeAsync(new VolumeConfig { Name = "v" }));
        node.Run(() => node.Runtime.WriteVolumeAsync(volume, [new VolumeFile("a", "1"u8.ToArray(), 0b110_100_100), new VolumeFile("b.txt", "two\nlines\n"u8.ToArray(), 0b110_100_100)]));
        var id = node.Start(new ContainerConfig { Name = "a", Image = "busybox:1.36", Command = ["sh", "-c", "ls -lA /d | sed 's/ [A-Z][a-z][a-z] .[0-9] [0-9:]* / /; s/2026[0-9_.]*/TIME/g'; cat /d/a /d/b.txt; touch /d/x; readlink /d/a"], Mounts = [new VolumeMountConfig { Volume = volume, ContainerPath = "/d", ReadOnly = true }] });
        node.Loop.Advance(TimeSpan.FromSeconds(1));
        node.Log(id).ShouldContain("-> ..TIME");
        node.Log(id).ShouldContain("a -> ..data/a\n");
        node.Log(id).ShouldContain("b.txt -> ..data/b.txt\n1two\nlines\n");
        node.Log(id).ShouldContain("! touch: /d/x: Read-only file system\n");
        node.Log(id).ShouldEndWith("..data/a\n");
    }

    [Fact]
    public void Pull_fails_in_the_words_of_containerd()
    {
        var node = new Node();
        string Fail(string image) => Should.Throw<RuntimeException>(() => node.Run(() => node.Runtime.PullImageAsync(image))).Message;
        Fail("localhost:5055/nosuch:1").ShouldBe("rpc error: code = NotFound desc = failed to pull and unpack image \"localhost:5055/nosuch:1\": failed to resolve image: localhost:5055/nosuch:1: not found");
        Fail("localhost:5055/private/web:1").ShouldBe("failed to pull and unpack image \"localhost:5055/private/web:1\": failed to resolve image: pull access denied, repository does not exist or may require authorization: authorization failed: no basic auth credentials");
        var before = node.Loop.Now;
        node.Run(() => node.Runtime.PullImageAsync("localhost:5055/slow/web:1")).SizeBytes.ShouldBe(2437938);
        (node.Loop.Now - before).ShouldBeGreaterThan(TimeSpan.FromSeconds(8));
        Fail("localhost:5055/late/k/web:1").ShouldContain("not found");
        node.Runtime.Registry.Push("k");
        node.Run(() => node.Runtime.PullImageAsync("localhost:5055/late/k/web:1"));
    }
}
