using Podlab.Engine.Runtime;

namespace Podlab.Simulation.Tests.Runtime;

public class NetworkTests
{
    [Fact]
    public void Web_image_answers_over_the_network()
    {
        var node = new Node();
        var web = node.Start(new ContainerConfig { Name = "web", Image = "web:1" });
        var other = node.Start("sleep", "3600");
        node.Loop.Advance(TimeSpan.FromSeconds(1));
        node.Log(web).ShouldBe("listening on 8080\n");
        node.Exec(other, null, "wget", "-qO-", "http://localhost:8080/").ShouldBe((0, "web 1\n", ""));
        node.Exec(other, null, "wget", "-qO-", "http://localhost:8080/nothing").ShouldBe((1, "", "wget: server returned error: HTTP/1.1 404 Not Found\n"));
        node.Exec(other, null, "wget", "-O-", "http://localhost:8080/cgi-bin/status?503").Stderr.ShouldContain("503");
        node.Exec(other, null, "wget", "-qO-", "http://localhost:9/").ShouldBe((1, "", "wget: can't connect to remote host (127.0.0.1): Connection refused\n"));
        var before = node.Loop.Now;
        node.Exec(other, null, "wget", "-qO-", "http://localhost:8080/cgi-bin/slow?3").ShouldBe((0, "slow\n", ""));
        (node.Loop.Now - before).ShouldBe(TimeSpan.FromSeconds(3));
        node.Run(() => node.Runtime.StopContainerAsync(web, TimeSpan.FromSeconds(30)));
        node.Log(web).ShouldBe("listening on 8080\nstopped\n");
        node.Status(web).ExitCode.ShouldBe(0);
    }

    [Fact]
    public void Connect_from_the_node_reaches_the_pod()
    {
        var node = new Node();
        node.Start(new ContainerConfig { Name = "web", Image = "web:1" });
        node.Loop.Advance(TimeSpan.FromSeconds(1));
        var address = node.Runtime.SandboxStatus(node.Sandbox)!.Ips[0];
        var text = node.Run(async () =>
        {
            await using var stream = await node.Runtime.ConnectAsync(node.Sandbox, address, 8080, TimeSpan.FromSeconds(1));
            await stream.WriteAsync("GET /ok HTTP/1.0\r\n\r\n"u8.ToArray());
            var buffer = new byte[4096];
            var all = new MemoryStream();
            for (int count; (count = await stream.ReadAsync(buffer)) > 0;) all.Write(buffer, 0, count);
            return System.Text.Encoding.UTF8.GetString(all.ToArray());
        });
        text.ShouldStartWith("HTTP/1.1 200 OK\r\n");
        text.ShouldEndWith("\r\n\r\nok\n");
        Should.Throw<RuntimeException>(() => node.Run(() => node.Runtime.ConnectAsync(node.Sandbox, address, 81, TimeSpan.FromSeconds(1)))).Message.ShouldBe($"dial tcp {address}:81: connect: connection refused");
    }
}
