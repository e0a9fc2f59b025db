using System.Globalization;
using System.Text.RegularExpressions;

namespace Podlab.Server.Tests.Clients;

/// <summary>The machine's kubectl, in a namespace of the test's own.</summary>
internal sealed partial class Kubectl(ServedCluster served, string @namespace)
{
    /// <summary>Another one than the machine's can be tried.</summary>
    private static readonly string? Chosen = System.Environment.GetEnvironmentVariable("PODLAB_KUBECTL");

    private readonly string program = Tool.Require(string.IsNullOrEmpty(Chosen) ? "kubectl" : Chosen, "apt-get install kubernetes-client");

    public static async Task<Kubectl> InAsync(ServedCluster served, string @namespace)
    {
        var kubectl = new Kubectl(served, @namespace);
        await kubectl.OkAsync("create", "namespace", @namespace);
        return kubectl;
    }

    public string Folder => served.Folder;

    public RunningProgram Start(params string[] arguments) => new(program, ["--namespace", @namespace, .. arguments], Environment(""), served.Folder);

    public async Task<ProgramEnd> RunAsync(string[] arguments, string stdin = "", string editor = "false")
    {
        using var running = new RunningProgram(program, ["--namespace", @namespace, .. arguments], Environment(editor), served.Folder);
        return await running.EndAsync(stdin);
    }

    /// <summary>What it printed, where it must succeed.</summary>
    public async Task<string> OkAsync(params string[] arguments) => Ok(arguments, await RunAsync(arguments));

    public async Task<string> OkAsync(string stdin, string[] arguments) => Ok(arguments, await RunAsync(arguments, stdin));

    /// <summary>Whether exec, attach and port-forward of this kubectl speak WebSockets; older ones are refused with the way out.</summary>
    public async Task<bool> StreamsAsync()
    {
        // The dispatcher of some distributions names its own version; what it runs tells its name to the server.
        var version = MinorVersion().Match(await OkAsync("version", "--client"));
        return int.Parse(version.Groups[1].Value, CultureInfo.InvariantCulture) >= 31;
    }

    private static string Ok(string[] arguments, ProgramEnd end)
    {
        end.Code.ShouldBe(0, $"kubectl {string.Join(' ', arguments)}\n{end.Stdout}\n{end.Stderr}");
        return end.Stdout;
    }

    private Dictionary<string, string> Environment(string editor) => new()
    {
        ["KUBECONFIG"] = served.Kubeconfig,
        ["HOME"] = served.Folder,
        ["KUBE_EDITOR"] = editor,
        ["KUBECTL_EXTERNAL_DIFF"] = "diff -u -N",
        ["TERM"] = "dumb",
    };

    [GeneratedRegex(@"v1\.(\d+)")]
    private static partial Regex MinorVersion();
}
