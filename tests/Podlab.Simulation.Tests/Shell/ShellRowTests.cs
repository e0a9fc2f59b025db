using Podlab.Engine.Runtime;
using Podlab.Simulation.Tests.Runtime;

namespace Podlab.Simulation.Tests.Shell;

public class ShellRowTests
{
    public static IEnumerable<TheoryDataRow<string>> Rows => ShellRow.All.Select(row => new TheoryDataRow<string>(row.Script) { Label = row.Group + ": " + row.Script });

    private static readonly Dictionary<string, ShellRow> ByScript = ShellRow.All.DistinctBy(row => row.Script).ToDictionary(row => row.Script, StringComparer.Ordinal);

    [Theory, MemberData(nameof(Rows))]
    public void Script_gives_what_the_real_shell_gives(string script)
    {
        var row = ByScript[script];
        var (code, stdout, stderr) = Run(script);
        if (ShellRow.Differences.ContainsKey(script)) return;
        $"{stdout}--- stderr\n{stderr}--- exit {code}\n".ShouldBe($"{row.Stdout}--- stderr\n{row.Stderr}--- exit {row.Code}\n", script);
    }

    internal static (int Code, string Stdout, string Stderr) Run(string script)
    {
        var node = new Node();
        var id = node.Start(new ContainerConfig { Name = "a", Image = "busybox:1.36", Command = ["sleep", "100000"], WorkingDirectory = "/work", Environment = [new("PATH", "/usr/bin:/bin"), new("HOME", "/root")] });
        var answer = node.Exec(id, null, "sh", "-c", script);
        node.Runtime.Kernel.Crash.ShouldBeNull(script);
        return answer;
    }
}
