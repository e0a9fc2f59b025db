namespace Podlab.Server.Tests.Clients;

/// <summary>Debian's python3-kubernetes, unmodified; the script says what it does.</summary>
public sealed class PythonClientTests(ForgetfulCluster served) : IClassFixture<ForgetfulCluster>
{
    private const string Install = "apt-get install python3-kubernetes";

    [Fact]
    public async Task Script_ofEachVerb_holds()
    {
        // Debian's packages are seen by Debian's Python only.
        var python = Tool.Require("/usr/bin/python3", Install);
        using (var probe = new RunningProgram(python, ["-c", "import kubernetes"], new Dictionary<string, string>(), served.Folder))
        {
            if ((await probe.EndAsync()).Code != 0) throw Tool.Missing("python3-kubernetes", Install);
        }

        using var script = new RunningProgram(python, [Path.Combine(AppContext.BaseDirectory, "Clients", "python_client.py"), served.Kubeconfig], new Dictionary<string, string>(), served.Folder);
        var end = await script.EndAsync();
        end.Code.ShouldBe(0, end.Stdout + end.Stderr);
        end.Stdout.ShouldEndWith("told what is too old\n");
    }
}
