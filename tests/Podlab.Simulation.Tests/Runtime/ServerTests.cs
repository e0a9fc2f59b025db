using Podlab.Engine.Runtime;
using Podlab.Simulation.Images;

namespace Podlab.Simulation.Tests.Runtime;

public class ServerTests
{
    private static ContainerId Pull(Node node, ContainerConfig config)
    {
        node.Run(() => node.Runtime.PullImageAsync(config.Image));
        return node.Start(config);
    }

    [Fact]
    public void Every_image_can_be_created()
    {
        foreach (var image in ImageCatalog.BuiltIn.All)
        {
            var node = new Node();
            Pull(node, new ContainerConfig { Name = "a", Image = image.Reference, Args = image.Entrypoint.Count + image.Command.Count == 0 ? ["true"] : [] });
        }
    }

    [Fact]
    public void Nginx_serves_its_page_and_logs_the_request()
    {
        var node = new Node();
        var web = Pull(node, new ContainerConfig { Name = "web", Image = "nginx:1.25.3-alpine" });
        node.Loop.Advance(TimeSpan.FromSeconds(1));
        var (code, body, _) = node.Exec(web, null, "wget", "-qO-", "http://localhost/");
        code.ShouldBe(0);
        body.Length.ShouldBe(615);
        node.Exec(web, null, "wget", "-qO-", "http://localhost/x").Stderr.ShouldBe("wget: server returned error: HTTP/1.1 404 Not Found\n");
        node.Log(web).ShouldContain("127.0.0.1 - - [01/Jan/2026:00:00:0");
        node.Log(web).ShouldContain("\"GET / HTTP/1.1\" 200 615 \"-\" \"Wget\" \"-\"");
        node.Run(() => node.Runtime.StopContainerAsync(web, TimeSpan.FromSeconds(30)));
        node.Status(web).ExitCode.ShouldBe(0);
    }

    [Fact]
    public void Second_nginx_in_a_pod_cannot_bind()
    {
        var node = new Node();
        Pull(node, new ContainerConfig { Name = "one", Image = "nginx" });
        var two = node.Start(new ContainerConfig { Name = "two", Image = "nginx" });
        node.Loop.Advance(TimeSpan.FromSeconds(1));
        node.Log(two).ShouldContain("bind() to 0.0.0.0:80 failed (98: Address already in use)");
        node.Status(two).ExitCode.ShouldBe(1);
    }

    [Fact]
    public void Redis_answers_its_client()
    {
        var node = new Node();
        var redis = Pull(node, new ContainerConfig { Name = "redis", Image = "redis:7" });
        node.Loop.Advance(TimeSpan.FromSeconds(1));
        node.Exec(redis, null, "redis-cli", "ping").Stdout.ShouldBe("PONG\n");
        node.Exec(redis, null, "redis-cli", "set", "a", "1").Stdout.ShouldBe("OK\n");
        node.Exec(redis, null, "redis-cli", "incr", "a").Stdout.ShouldBe("2\n");
    }

    [Fact]
    public void Mysql_without_password_ends_with_its_words()
    {
        var node = new Node();
        var mysql = Pull(node, new ContainerConfig { Name = "mysql", Image = "mysql:5.7" });
        node.Loop.Advance(TimeSpan.FromSeconds(2));
        node.Status(mysql).ExitCode.ShouldBe(1);
        node.Log(mysql).ShouldContain("Database is uninitialized and password option is not specified");
        var other = node.Start(new ContainerConfig { Name = "mysql", Image = "mysql:5.7", Environment = [new("MYSQL_ROOT_PASSWORD", "x")] });
        node.Loop.Advance(TimeSpan.FromSeconds(20));
        node.Status(other).State.ShouldBe(ContainerRuntimeState.Running);
        node.Exec(other, null, "nc", "-z", "127.0.0.1", "3306").Code.ShouldBe(0);
    }

    [Fact]
    public void Agnhost_netexec_answers()
    {
        var node = new Node();
        var agnhost = Pull(node, new ContainerConfig { Name = "a", Image = "registry.k8s.io/e2e-test-images/agnhost:2.53", Args = ["netexec", "--http-port=8083"] });
        node.Loop.Advance(TimeSpan.FromSeconds(1));
        node.Exec(agnhost, null, "curl", "-s", "http://localhost:8083/hostname").ShouldBe((0, "p", ""));
        node.Exec(agnhost, null, "curl", "-s", "http://localhost:8083/echo?msg=hi&code=200").Stdout.ShouldBe("hi");
        node.Exec(agnhost, null, "curl", "-s", "http://localhost:8083/shell?cmd=echo%20x").Stdout.ShouldBe("{\"output\":\"x\\n\"}");
        node.Exec(agnhost, null, "curl", "http://nosuch:8083/").ShouldBe((6, "", "curl: (6) Could not resolve host: nosuch\n"));
    }
}
