using Podlab.Api;
using Podlab.Api.Model;
using Podlab.Engine.Network;

namespace Podlab.Simulation.Tests.Network;

public class ServiceTests
{
    [Fact]
    public void ClusterIP_spreads_requests_by_the_seed()
    {
        var world = Started();
        var names = world.Ask("http://web/hostname", 40);
        names.Distinct().Order().ShouldBe(["a", "b"]);
        names.Count(name => name == "a").ShouldBeInRange(10, 30);
        Started().Ask("http://web/hostname", 40).ShouldBe(names);
    }

    [Fact]
    public void Endpoints_that_fail_do_so_in_their_own_ways()
    {
        var world = Started();
        var client = world.Namespace("client");
        var address = world.Service().Spec.ClusterIP!;
        world.Connect(client, address, 81).Outcome.ShouldBe(ConnectOutcome.TimedOut, "no rule for that port: nobody answers for the address");
        world.AddService(new ServiceSpec { Selector = ValueMap.Of(("app", "nobody")), Ports = [new ServicePort { Port = 80 }] }, "empty");
        world.AddService(ServiceWorld.Web with { Ports = [new ServicePort { Port = 80, TargetPort = 9999 }] }, "wrong-port");
        world.Advance(2);
        world.Connect(client, world.Service("empty").Spec.ClusterIP!, 80).ShouldBe((ConnectOutcome.Refused, TimeSpan.Zero), "no endpoints: refused at once");
        world.Connect(client, world.Service("wrong-port").Spec.ClusterIP!, 80).ShouldBe((ConnectOutcome.Refused, TimeSpan.Zero), "nobody listens there");
        world.Sh("wget -T 5 -qO- http://empty/").ShouldBe((1, $"wget: can't connect to remote host ({world.Service("empty").Spec.ClusterIP}): Connection refused\n"));
        world.Sh("wget -T 5 -qO- http://nothing/").ShouldBe((1, "wget: bad address 'nothing'\n"));
        world.Cluster.Network.SetUp("node-2", false);
        world.Connect(client, world.Pod("b").Status.PodIP!, 8080, 4).ShouldBe((ConnectOutcome.TimedOut, TimeSpan.FromSeconds(4)), "its node is down");
        world.Connect(client, "10.244.0.99", 8080).ShouldBe((ConnectOutcome.Unreachable, TimeSpan.FromSeconds(3)), "nobody has the address");
        world.Connect(client, "10.244.0.99", 8080, 2).Outcome.ShouldBe(ConnectOutcome.TimedOut);
    }

    [Fact]
    public void Changes_are_in_force_after_the_proxy_has_written_them()
    {
        var world = Started();
        world.Connect(world.Namespace("client"), world.Service().Spec.ClusterIP!, 80).Outcome.ShouldBe(ConnectOutcome.Connected);
        var late = world.AddService(ServiceWorld.Web, "late");
        world.Cluster.Clock.RunReady();
        world.Connect(world.Namespace("client"), late.Spec.ClusterIP!, 80, 0.02).Outcome.ShouldBe(ConnectOutcome.TimedOut, "the proxy has not heard of it");
        world.Advance(2);
        world.Connect(world.Namespace("client"), late.Spec.ClusterIP!, 80).Outcome.ShouldBe(ConnectOutcome.Connected);
        world.AddService(ServiceWorld.Web, "second");
        world.Advance(0.3);
        var third = world.AddService(ServiceWorld.Web, "third");
        world.Advance(0.3);
        world.Connect(world.Namespace("client"), third.Spec.ClusterIP!, 80, 0.02).Outcome.ShouldBe(ConnectOutcome.TimedOut, "rules are written once a second at most");
        world.Advance(2);
        world.Connect(world.Namespace("client"), third.Spec.ClusterIP!, 80).Outcome.ShouldBe(ConnectOutcome.Connected);
    }

    [Fact]
    public void NodePort_answers_on_every_node_and_externalIPs_on_the_way_in()
    {
        var world = Started(ServiceWorld.Web with { Type = "NodePort", Ports = [new ServicePort { Port = 80, TargetPort = 8080, NodePort = 30080 }], ExternalIPs = ["192.168.56.102"] });
        foreach (var node in new[] { "node-1", "node-2" })
        {
            world.Ask($"http://{world.NodeAddress(node)}:30080/hostname", 30).Distinct().Count().ShouldBe(2);
            world.Connect(world.Cluster.Network.External, world.NodeAddress(node), 30080).Outcome.ShouldBe(ConnectOutcome.Connected);
        }

        world.Ask("http://192.168.56.102/hostname", 3).ShouldAllBe(name => name == "a" || name == "b");
        world.Connect(world.Cluster.Network.External, "192.168.56.102", 80).Outcome.ShouldBe(ConnectOutcome.Connected);
        world.Connect(world.Cluster.Network.External, world.Service().Spec.ClusterIP!, 80, 1).Outcome.ShouldBe(ConnectOutcome.TimedOut, "a cluster IP means nothing outside");
        world.Connect(world.Cluster.Network.External, world.Pod("a").Status.PodIP!, 8080, 1).Outcome.ShouldBe(ConnectOutcome.TimedOut);
        world.Connect(world.Cluster.Network.External, world.NodeAddress("node-1"), 30081, 1).Outcome.ShouldBe(ConnectOutcome.Refused);
    }

    [Fact]
    public void External_policy_Local_keeps_the_clients_address_and_drops_where_no_pod_is()
    {
        var world = Started(ServiceWorld.Web with { Type = "NodePort", ExternalTrafficPolicy = "Local", Ports = [new ServicePort { Port = 80, TargetPort = 8080, NodePort = 30080 }] });
        world.Cluster.Api.Of<Pod>().Delete("default", "b", gracePeriodSeconds: 0);
        world.Advance(3);
        var outside = world.Cluster.Network.External;
        world.Connect(outside, world.NodeAddress("node-2"), 30080, 1).Outcome.ShouldBe(ConnectOutcome.TimedOut, "no pod on that node");
        world.Connect(outside, world.NodeAddress("node-1"), 30080).Outcome.ShouldBe(ConnectOutcome.Connected);
        ClientAddress(world, outside, world.NodeAddress("node-1")).ShouldBe(outside.Address);
        world.Cluster.Api.Of<Service>().Update(world.Service() with { Spec = world.Service().Spec with { ExternalTrafficPolicy = "Cluster" } });
        world.Advance(3);
        world.Connect(outside, world.NodeAddress("node-2"), 30080).Outcome.ShouldBe(ConnectOutcome.Connected);
        ClientAddress(world, outside, world.NodeAddress("node-2")).ShouldBe(world.NodeAddress("node-2"));
    }

    [Fact]
    public void Internal_policy_Local_uses_pods_of_the_same_node_only()
    {
        var world = Started(ServiceWorld.Web with { InternalTrafficPolicy = "Local" });
        world.Ask("http://web/hostname", 10).Distinct().ShouldBe(["a"]);
        world.Cluster.Api.Of<Pod>().Delete("default", "a", gracePeriodSeconds: 0);
        world.Advance(3);
        world.Connect(world.Namespace("client"), world.Service().Spec.ClusterIP!, 80, 1).Outcome.ShouldBe(ConnectOutcome.TimedOut, "there are endpoints, but none here");
    }

    [Fact]
    public void Session_affinity_holds_a_client_until_its_time_is_over()
    {
        var world = Started(ServiceWorld.Web with { SessionAffinity = "ClientIP", SessionAffinityConfig = new SessionAffinityConfig { ClientIP = new ClientIPConfig { TimeoutSeconds = 60 } } });
        var seen = new HashSet<string>();
        for (var i = 0; i < 12; i++)
        {
            world.Ask("http://web/hostname", 5).Distinct().ShouldHaveSingleItem();
            seen.Add(world.Ask("http://web/hostname", 1)[0]);
            world.Advance(61);
        }

        seen.Count.ShouldBe(2);
    }

    [Fact]
    public void Named_target_ports_and_several_ports_go_where_each_pod_has_them()
    {
        var world = new ServiceWorld();
        world.AddServer("a", "node-1");
        world.AddServer("b", "node-2", spec => spec with { Containers = [spec.Containers[0] with { Args = ["netexec", "--http-port=9090"], Ports = [new ContainerPort { Name = "http", ContainerPortValue = 9090 }] }] });
        world.AddClient();
        world.AddService(ServiceWorld.Web with { Ports = [new ServicePort { Name = "web", Port = 80, TargetPort = "http" }, new ServicePort { Name = "alt", Port = 8000, TargetPort = 9090 }] });
        world.Advance(20);
        world.Ask("http://web/hostname", 20).Distinct().Order().ShouldBe(["a", "b"]);
        world.Ask("http://web:8000/hostname", 20).Where(line => !line.StartsWith("wget", StringComparison.Ordinal)).Distinct().ShouldBe(["b"]);
    }

    [Fact]
    public void A_pod_reaches_itself_through_its_service_and_sees_the_node_as_client()
    {
        var world = new ServiceWorld(1);
        world.AddServer("a");
        world.AddService(ServiceWorld.Web);
        world.Advance(20);
        world.Sh("wget -qO- http://web/clientip", "a").Text.ShouldStartWith(world.NodeAddress("node-1") + ":");
    }

    [Fact]
    public void Udp_goes_through_services_and_follows_when_the_endpoint_goes()
    {
        var world = Started(ServiceWorld.Web with { Ports = [new ServicePort { Name = "udp", Port = 53, Protocol = "UDP", TargetPort = 8081 }] });
        world.Sh("echo hostname | nc -u -w 1 web 53").Text.ShouldBeOneOf("a", "b");
        world.Sh("echo hostname | nc -u -w 1 " + world.Pod("a").Status.PodIP + " 8081").ShouldBe((0, "a"));
        world.Sh("echo x | nc -u -w 1 " + world.Pod("a").Status.PodIP + " 9").ShouldBe((1, "nc: read: Connection refused\n"));
        world.Cluster.Api.Of<Pod>().Delete("default", "a", gracePeriodSeconds: 0);
        world.Advance(3);
        for (var i = 0; i < 5; i++) world.Sh("echo hostname | nc -u -w 1 web 53").ShouldBe((0, "b"));
    }

    [Fact]
    public void Established_connections_end_with_their_pod_and_hang_with_its_node()
    {
        var world = Started();
        var client = world.Namespace("client");
        var (first, second) = (Open(world, client, world.Pod("a").Status.PodIP!), Open(world, client, world.Pod("b").Status.PodIP!));
        world.Cluster.Api.Of<Pod>().Delete("default", "a", gracePeriodSeconds: 0);
        world.Cluster.Network.SetUp("node-2", false);
        world.Advance(3);
        first.CanRead.ShouldBeTrue();
        first.Write("x"u8).ShouldBe(Connection.WasReset);
        second.CanRead.ShouldBeFalse("nobody tells the client that the node is gone");
        second.Write("x"u8).ShouldBe(1);
        world.Cluster.Network.SetUp("node-2", true);
        second.Write("x"u8).ShouldBe(Connection.WasReset);
    }

    private static Connection Open(ServiceWorld world, NetworkNamespace from, string address)
    {
        Task<ConnectResult>? task = null;
        world.Cluster.Clock.Post(() => task = from.ConnectAsync(address, 8080, TimeSpan.FromSeconds(1)).AsTask());
        world.Cluster.Clock.AdvanceUntil(() => task?.IsCompleted == true, TimeSpan.FromSeconds(2));
        return task!.GetAwaiter().GetResult().Connection!;
    }

    /// <summary>Whom the server sees.</summary>
    private static string ClientAddress(ServiceWorld world, NetworkNamespace from, string address)
    {
        Task<string>? task = null;
        world.Cluster.Clock.Post(() => task = AskAsync());
        world.Cluster.Clock.AdvanceUntil(() => task?.IsCompleted == true, TimeSpan.FromSeconds(10)).ShouldBeTrue();
        return task!.GetAwaiter().GetResult();

        async Task<string> AskAsync()
        {
            var result = await from.ConnectAsync(address, 30080, TimeSpan.FromSeconds(1));
            await using var stream = new ConnectionStream(result.Connection!);
            await stream.WriteAsync("GET /clientip HTTP/1.1\r\nConnection: close\r\n\r\n"u8.ToArray());
            using var reader = new MemoryStream();
            var buffer = new byte[1024];
            for (int count; (count = await stream.ReadAsync(buffer)) > 0;) reader.Write(buffer, 0, count);
            var text = System.Text.Encoding.UTF8.GetString(reader.ToArray());
            return text[(text.LastIndexOf('\n') + 1)..].Split(':')[0];
        }
    }

    private static ServiceWorld Started(ServiceSpec? service = null)
    {
        var world = new ServiceWorld();
        world.AddServer("a", "node-1");
        world.AddServer("b", "node-2");
        world.AddClient();
        world.AddService(service ?? ServiceWorld.Web);
        world.Advance(20);
        return world;
    }
}
