namespace Podlab.Server.Tests.Clients;

/// <summary>npm's @kubernetes/client-node, unmodified: an informer goes on when the server has ended its watch.</summary>
public sealed class NodeClientTests(HastyCluster served) : IClassFixture<HastyCluster>
{
    private const string Package = "@kubernetes/client-node@1.3.0";

    [Fact]
    public async Task Informer_seesPodsComeChangeAndGo_andComesBack()
    {
        var node = Tool.Require("node", "apt-get install nodejs");
        File.Copy(Path.Combine(AppContext.BaseDirectory, "Clients", "informer.mjs"), Path.Combine(served.Folder, "informer.mjs"));
        var modules = Path.Combine(Modules(), "node_modules");
        if (!Directory.Exists(Path.Combine(modules, "@kubernetes", "client-node"))) throw Tool.Missing(Package, $"npm install --prefix {Modules()} {Package}");
        File.CreateSymbolicLink(Path.Combine(served.Folder, "node_modules"), modules);
        using var script = new RunningProgram(node, ["informer.mjs", served.Kubeconfig], new Dictionary<string, string>(), served.Folder);
        var end = await script.EndAsync();
        end.Code.ShouldBe(0, end.Stdout + end.Stderr);
        end.Stdout.ShouldContain("delete a");
    }

    /// <summary>Where <c>.ci/run</c> installs the package; else beside the tests.</summary>
    private static string Modules() => Environment.GetEnvironmentVariable("PODLAB_NODE_MODULES") is { Length: > 0 } folder ? folder : Path.Combine(AppContext.BaseDirectory, "npm");
}
