namespace Podlab.Cli.Tests.Kubectl;

public sealed class KubectlCommandTests : IDisposable
{
    private const string Crash = """
        apiVersion: v1
        kind: Pod
        metadata: {name: crash}
        spec:
          containers:
          - {name: app, image: "busybox:1.36", command: [sh, -c, "exit 1"]}
        """;

    private readonly string folder = Directory.CreateTempSubdirectory("podlab-tests-").FullName;

    public KubectlCommandTests() => File.WriteAllText(Path.Combine(folder, "crash.yaml"), Crash);

    [Fact]
    public void Kubectl_with_nothing_applied_shows_an_empty_cluster()
    {
        var command = ACommand.Run(folder, "kubectl", "get", "nodes", "-o", "name");
        (command.ExitCode, command.Out).ShouldBe((0, "node/node-1\nnode/node-2\nnode/node-3\n"));
        ACommand.Run(folder, "kubectl", "--nodes", "1", "get", "nodes", "-o", "name").Out.ShouldBe("node/node-1\n");
    }

    [Fact]
    public void Kubectl_with_a_described_cluster_has_its_nodes_and_says_where_the_description_is_wrong()
    {
        File.WriteAllText(Path.Combine(folder, "lab.yaml"), "nodes:\n- name: master\n  roles: [control-plane]\n- prefix: worker-\n  count: 2\n");
        ACommand.Run(folder, "kubectl", "--cluster", "lab.yaml", "get", "nodes", "-o", "name").Out.ShouldBe("node/master\nnode/worker-1\nnode/worker-2\n");
        File.WriteAllText(Path.Combine(folder, "lab.yaml"), "nodes:\n- count: lots\n");
        var wrong = ACommand.Run(folder, "kubectl", "--cluster=lab.yaml", "get", "nodes");
        wrong.ExitCode.ShouldBe(2);
        wrong.Error.ShouldContain("lab.yaml:2: nodes[0].count: a whole number from 0 to 5000 is needed");
        ACommand.Run(folder, "kubectl", "--cluster", "nothing.yaml", "get", "nodes").ExitCode.ShouldBe(2);
    }

    [Theory]
    [InlineData("-f crash.yaml --at 5m get pods --no-headers")]
    [InlineData("--at 5m get pods -f crash.yaml --no-headers")]
    [InlineData("get pods -f crash.yaml --no-headers --at=5m")]
    public void Kubectl_reads_what_was_applied_after_the_time_that_is_asked_for(string args) =>
        ACommand.Run(folder, ["kubectl", .. args.Split(' ')]).Out.ShouldMatch(@"^crash +0/1 +(Error|CrashLoopBackOff) +[45] \(\d+s ago\) +5m\n$");

    [Fact]
    public void Kubectl_that_reads_takes_its_cluster_from_what_is_piped_in() =>
        ACommand.RunWithInput(folder, Crash, "kubectl", "--at", "1m", "get", "pod", "crash", "-o", "jsonpath={.status.phase}").Out.ShouldBe("Running");

    [Fact]
    public void Kubectl_apply_of_what_is_piped_in_says_what_was_created()
    {
        var command = ACommand.RunWithInput(folder, Crash, "kubectl", "apply", "-f", "-");
        (command.ExitCode, command.Out, command.Error).ShouldBe((0, "pod/crash created\n", ""));
    }

    [Fact]
    public void Kubectl_that_fails_gives_its_own_exit_code_and_words()
    {
        var command = ACommand.Run(folder, "kubectl", "get", "pod", "nobody");
        (command.ExitCode, command.Out, command.Error).ShouldBe((1, "", "Error from server (NotFound): pods \"nobody\" not found\n"));
    }

    [Fact]
    public void Kubectl_help_is_kubectls_own() => ACommand.Run(folder, "kubectl", "get", "--help").Out.ShouldContain("kubectl get");

    [Theory]
    [InlineData("--at soon get pods", "--at soon is not a span of time")]
    [InlineData("--nodes many get pods", "--nodes many is not a number from 0 to 1000")]
    [InlineData("get pods --at", "--at needs a value")]
    public void Kubectl_with_a_wrong_option_of_ours_is_told(string args, string problem)
    {
        var command = ACommand.Run(folder, ["kubectl", .. args.Split(' ')]);
        (command.ExitCode, command.Error.Split('\n')[0]).ShouldBe((ExitCodes.Usage, "podlab: " + problem));
    }

    [Fact]
    public void Kubectl_twice_gives_the_same_bytes()
    {
        string[] args = ["kubectl", "-f", "crash.yaml", "--at", "3m", "get", "pod", "crash", "-o", "yaml"];
        ACommand.Run(folder, args).Out.ShouldBe(ACommand.Run(folder, args).Out);
        ACommand.Run(folder, ["kubectl", "--seed", "2", .. args[1..]]).Out.ShouldNotBe(ACommand.Run(folder, args).Out);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
