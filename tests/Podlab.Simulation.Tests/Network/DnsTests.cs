using Podlab.Api;
using Podlab.Api.Model;

namespace Podlab.Simulation.Tests.Network;

public class DnsTests
{
    private static readonly Lazy<ServiceWorld> Shared = new(MakeWorld);

    [Theory]
    [InlineData("web.default.svc.cluster.local", "Name:\tweb.default.svc.cluster.local\nAddress: {web}\n\n\n")]
    [InlineData("-type=a web.default.svc.cluster.local", "Name:\tweb.default.svc.cluster.local\nAddress: {web}\n\n")]
    [InlineData("-type=srv _http._tcp.web.default.svc.cluster.local", "_http._tcp.web.default.svc.cluster.local\tservice = 0 100 80 web.default.svc.cluster.local\n\n")]
    [InlineData("-type=srv _db._tcp.db.default.svc.cluster.local", "_db._tcp.db.default.svc.cluster.local\tservice = 0 50 3306 db-0.db.default.svc.cluster.local\n_db._tcp.db.default.svc.cluster.local\tservice = 0 50 3306 db-1.db.default.svc.cluster.local\n\n")]
    [InlineData("-type=a db.default.svc.cluster.local", "Name:\tdb.default.svc.cluster.local\nAddress: {db-0}\nName:\tdb.default.svc.cluster.local\nAddress: {db-1}\n\n")]
    [InlineData("-type=a db-1.db.default.svc.cluster.local", "Name:\tdb-1.db.default.svc.cluster.local\nAddress: {db-1}\n\n")]
    [InlineData("-type=a 10-1-2-3.default.pod.cluster.local", "Name:\t10-1-2-3.default.pod.cluster.local\nAddress: 10.1.2.3\n\n")]
    [InlineData("-type=cname elsewhere.default.svc.cluster.local", "elsewhere.default.svc.cluster.local\tcanonical name = db.example.com\n\n")]
    [InlineData("-type=a elsewhere.default.svc.cluster.local", "elsewhere.default.svc.cluster.local\tcanonical name = db.example.com\nName:\tdb.example.com\nAddress: 203.0.113.9\n\n")]
    [InlineData("-type=txt dns-version.cluster.local", "dns-version.cluster.local\ttext = \"1.1.0\"\n\n")]
    [InlineData("{web}", "{web-reverse}\tname = web.default.svc.cluster.local\n\n")]
    [InlineData("{db-0}", "{db-0-reverse}\tname = db-0.db.default.svc.cluster.local\n\n")]
    [InlineData("-type=a db.example.com", "Non-authoritative answer:\nName:\tdb.example.com\nAddress: 203.0.113.9\n\n")]
    public void Names_that_exist(string arguments, string answer)
    {
        var world = Shared.Value;
        world.Sh("nslookup " + Fill(world, arguments)).ShouldBe((0, "Server:\t\t10.96.0.10\nAddress:\t10.96.0.10:53\n\n" + Fill(world, answer)));
    }

    [Theory]
    [InlineData("nothing.default.svc.cluster.local")]
    [InlineData("web.nowhere.svc.cluster.local")]
    [InlineData("db-9.db.default.svc.cluster.local")]
    [InlineData("10-1-2-3.nowhere.pod.cluster.local")]
    [InlineData("www.example.org")]
    public void Names_that_do_not_exist(string name) =>
        Shared.Value.Sh("nslookup -type=a " + name).ShouldBe((1, $"Server:\t\t10.96.0.10\nAddress:\t10.96.0.10:53\n\n** server can't find {name}: NXDOMAIN\n\n"));

    /// <summary>As recorded: a newer busybox asks in every domain of the search list and fails when one does not know the name.</summary>
    [Fact]
    public void Short_name_with_a_newer_busybox()
    {
        var (code, text) = Shared.Value.Sh("nslookup nothing");
        code.ShouldBe(1);
        text.ShouldBe("Server:\t\t10.96.0.10\nAddress:\t10.96.0.10:53\n\n" + string.Concat(Enumerable.Repeat(
            "** server can't find nothing.default.svc.cluster.local: NXDOMAIN\n\n** server can't find nothing.svc.cluster.local: NXDOMAIN\n\n** server can't find nothing.cluster.local: NXDOMAIN\n\n", 2)));
        Shared.Value.Sh("nslookup web").Code.ShouldBe(1);
        Shared.Value.Sh("nslookup web.default").Code.ShouldBe(1, "dots or not: a name with one is not looked for along the list");
    }

    [Fact]
    public void Short_name_with_the_busybox_that_examples_use()
    {
        var world = Shared.Value;
        world.Sh("nslookup web", "old").ShouldBe((0, Fill(world, "Server:    10.96.0.10\nAddress 1: 10.96.0.10\n\nName:      web\nAddress 1: {web} web.default.svc.cluster.local\n")));
        world.Sh("nslookup nothing", "old").ShouldBe((1, "Server:    10.96.0.10\nAddress 1: 10.96.0.10\n\nnslookup: can't resolve 'nothing'\n"));
        world.Sh("nslookup web.default.svc", "old").Code.ShouldBe(0, "ndots:5 makes it go along the list");
    }

    [Fact]
    public void Programs_follow_the_search_list_and_say_in_their_own_words_what_is_unknown()
    {
        var world = Shared.Value;
        foreach (var name in new[] { "web", "web.default", "web.default.svc", "web.default.svc.cluster.local", "web.default.svc.cluster.local." }) world.Sh($"wget -qO- http://{name}/hostname").ShouldBe((0, "web-0"));
        world.Sh("wget -qO- http://nothing/").Text.ShouldBe("wget: bad address 'nothing'\n");
        world.Sh("curl http://nothing/", "web-0").ShouldBe((6, "curl: (6) Could not resolve host: nothing\n"));
    }

    [Theory]
    [InlineData("default-policy", "nameserver 10.255.255.53\n", "wget: bad address 'web'\n")]
    [InlineData("own-config", "search default.svc.cluster.local\nnameserver 10.96.0.10\noptions ndots:2\n", "web-0")]
    [InlineData("host-network-too", "search default.svc.cluster.local svc.cluster.local cluster.local\nnameserver 10.96.0.10\noptions ndots:5\n", "web-0")]
    public void Policies_decide_the_resolver(string pod, string resolv, string answer)
    {
        var world = Shared.Value;
        world.Sh("cat /etc/resolv.conf", pod).Text.ShouldBe(resolv);
        world.Sh("wget -qO- http://web/hostname", pod).Text.ShouldBe(answer);
    }

    private static ServiceWorld MakeWorld()
    {
        var world = new ServiceWorld();
        world.Cluster.OutsideNames.Add("db.example.com", "203.0.113.9");
        world.AddServer("web-0");
        world.AddServer("db-0", change: spec => spec with { Hostname = "db-0", Subdomain = "db" }, app: "db");
        world.AddServer("db-1", change: spec => spec with { Hostname = "db-1", Subdomain = "db" }, app: "db");
        world.AddClient();
        world.AddClient("old", image: "busybox:1.28");
        world.AddClient("default-policy", change: spec => spec with { DnsPolicy = "Default" });
        world.AddClient("own-config", change: spec => spec with { DnsPolicy = "None", DnsConfig = new PodDNSConfig { Nameservers = ["10.96.0.10"], Searches = ["default.svc.cluster.local"], Options = [new PodDNSConfigOption { Name = "ndots", Value = "2" }] } });
        world.AddClient("host-network-too", change: spec => spec with { HostNetwork = true, DnsPolicy = "ClusterFirstWithHostNet" });
        world.AddService(ServiceWorld.Web with { Ports = [new ServicePort { Name = "http", Port = 80, TargetPort = 8080 }] });
        world.AddService(new ServiceSpec { ClusterIP = "None", Selector = ValueMap.Of(("app", "db")), Ports = [new ServicePort { Name = "db", Port = 3306 }] }, "db");
        world.AddService(new ServiceSpec { Type = "ExternalName", ExternalName = "db.example.com" }, "elsewhere");
        world.Advance(30);
        return world;
    }

    private static string Fill(ServiceWorld world, string text)
    {
        var web = world.Service().Spec.ClusterIP!;
        var (db0, db1) = (world.Pod("db-0").Status.PodIP!, world.Pod("db-1").Status.PodIP!);
        return text.Replace("{web-reverse}", Reverse(web)).Replace("{db-0-reverse}", Reverse(db0)).Replace("{web}", web).Replace("{db-0}", db0).Replace("{db-1}", db1);
    }

    private static string Reverse(string address) => string.Join('.', address.Split('.').Reverse()) + ".in-addr.arpa";
}
