namespace Podlab.Simulation.Tests.Network;

public class InClusterApiTests
{
    private const string Account = "/var/run/secrets/kubernetes.io/serviceaccount";
    private static readonly Lazy<ServiceWorld> Shared = new(MakeWorld);

    [Fact]
    public void The_three_files_of_the_account_are_there() =>
        Shared.Value.Sh($"ls {Account}; cat {Account}/namespace", "a").ShouldBe((0, "ca.crt\nnamespace\ntoken\ndefault"));

    [Theory]
    [InlineData("https://kubernetes.default.svc")]
    [InlineData("https://kubernetes")]
    [InlineData("https://$KUBERNETES_SERVICE_HOST:$KUBERNETES_SERVICE_PORT")]
    public void The_token_opens_the_api(string server)
    {
        var (code, text) = Shared.Value.Sh($"curl -s --cacert {Account}/ca.crt -H \"Authorization: Bearer $(cat {Account}/token)\" {server}/api/v1/namespaces/default/pods/a", "a");
        code.ShouldBe(0);
        text.ShouldContain("\"kind\": \"Pod\"");
        text.ShouldContain("\"name\": \"a\"");
    }

    [Fact]
    public void Without_a_token_only_health_and_version_are_told()
    {
        var world = Shared.Value;
        world.Sh($"curl -sk https://kubernetes.default.svc/healthz", "a").ShouldBe((0, "ok"));
        world.Sh($"curl -sk https://kubernetes.default.svc/version", "a").Text.ShouldContain("v1.36.3");
        world.Sh($"curl -sk https://kubernetes.default.svc/api/v1/namespaces/default/pods", "a").Text.ShouldContain("pods is forbidden: User \\\"system:anonymous\\\" cannot list resource \\\"pods\\\" in API group \\\"\\\" in the namespace \\\"default\\\"");
        world.Sh($"curl -sk https://kubernetes.default.svc/apis", "a").Text.ShouldContain("forbidden: User \\\"system:anonymous\\\" cannot get path \\\"/apis\\\"");
        world.Sh($"curl -sk -H 'Authorization: Bearer nonsense' https://kubernetes.default.svc/api", "a").Text.ShouldContain("Unauthorized");
    }

    [Fact]
    public void Certificates_are_checked_as_each_program_does()
    {
        var world = Shared.Value;
        var (code, text) = world.Sh("curl -s -S https://kubernetes.default.svc/healthz", "a");
        code.ShouldBe(60);
        text.ShouldStartWith("curl: (60) SSL certificate problem: unable to get local issuer certificate\n");
        world.Sh($"curl -sS --cacert {Account}/ca.crt https://192.168.0.2:6443/healthz", "a").ShouldBe((0, "ok"));
        world.Sh("curl -s http://kubernetes.default.svc:443/healthz", "a").Text.ShouldBe("Client sent an HTTP request to an HTTPS server.\n");
        world.Sh("curl -sS https://localhost:8080/", "a").ShouldBe((35, "curl: (35) TLS connect error: error:0A00010B:SSL routines::wrong version number\n"));
        world.Sh("wget -qO- https://kubernetes.default.svc/healthz").ShouldBe((0, "wget: note: TLS certificate validation not implemented\nok"));
    }

    [Fact]
    public void A_client_in_a_pod_finds_the_api_healthy()
    {
        var world = Shared.Value;
        var container = new Engine.Runtime.ContainerId(world.Pod("caller").Status.ContainerStatuses[0].ContainerID!.Split("//")[1]);
        var lines = world.Cluster.Nodes.Find("node-1")!.Runtime.Log(container)!.Lines;
        lines.ShouldAllBe(line => line.Text == "calling /healthz" || line.Text.StartsWith("authz_header="));
        lines.Count.ShouldBeGreaterThan(1);
    }

    private static ServiceWorld MakeWorld()
    {
        var world = new ServiceWorld(1);
        world.AddServer("a", "node-1");
        world.AddClient();
        world.AddServer("caller", "node-1", spec => spec with { Containers = [spec.Containers[0] with { Args = ["inclusterclient", "--poll-interval=5"] }] });
        world.Advance(30);
        return world;
    }
}
