using Podlab.Api;
using Podlab.Api.Model;
using Podlab.Engine;
using Podlab.Engine.Network;
using Podlab.Engine.Nodes.Pools;

namespace Podlab.Simulation.Tests.Network;

public class LostNodeTests
{
    [Fact]
    public void A_node_that_is_cut_off_turns_unknown_loses_its_endpoints_and_comes_back()
    {
        var world = new ServiceWorld();
        world.AddServer("a", "node-1");
        world.AddServer("b", "node-2");
        world.AddClient();
        world.AddService(ServiceWorld.Web);
        world.Advance(20);
        world.Cluster.Nodes.Disconnect("node-2");
        var names = world.Ask("http://web/hostname", 20);
        names.ShouldContain("a");
        names.ShouldContain(line => line.Contains("timed out"), "endpoints are still there: nobody has noticed");
        world.Advance(60);
        Ready(world, "node-2").ShouldBe("Unknown");
        world.Ask("http://web/hostname", 10).Distinct().ShouldBe(["a"], "the node's pods are not ready any more");
        world.Cluster.Nodes.Reconnect("node-2");
        world.Advance(20);
        Ready(world, "node-2").ShouldBe("True");
        world.Ask("http://web/hostname", 20).Distinct().Order().ShouldBe(["a", "b"]);
    }

    [Fact]
    public void Nodes_come_and_go_in_mid_run()
    {
        var world = new ServiceWorld(1);
        world.Cluster.Nodes.Cordon("node-1");
        world.AddServer("a");
        world.Advance(5);
        world.Pod("a").Spec.NodeName.ShouldBeNullOrEmpty();
        world.Cluster.Nodes.Add(new NodePool { Name = "big", Roles = ["worker"], Capacity = ValueMap.Of(("cpu", Quantity.Of(32))) });
        world.Advance(20);
        world.Pod("a").Spec.NodeName.ShouldBe("big");
        world.Cluster.Api.Of<Node>().Get("", "big").Status.Allocatable["cpu"].ToString().ShouldBe("32");
        var address = world.Pod("a").Status.PodIP!;
        world.Connect(world.Cluster.Network.AddNode("node-1"), address, 8080).Outcome.ShouldBe(ConnectOutcome.Connected);
        world.Cluster.Nodes.Remove("big");
        world.Connect(world.Cluster.Network.AddNode("node-1"), address, 8080, 1).Outcome.ShouldBe(ConnectOutcome.TimedOut);
        world.Advance(120);
        world.Cluster.Api.Of<Pod>().Find("default", "a").ShouldBeNull("the collector takes pods of nodes that are gone");
        world.Cluster.Nodes.Find("big").ShouldBeNull();
    }

    [Fact]
    public void Machines_are_as_large_as_their_pool_says()
    {
        var cluster = new Cluster(ClusterFile.Read("nodes: [{prefix: m, count: 2, capacity: {cpu: 2, memory: 1Gi}}]", "here", new ClusterOptions { Runtime = Simulated.Node }));
        cluster.Clock.RunReady();
        cluster.Api.Of<Node>().List().Select(node => $"{node.Metadata.Name} {node.Status.Capacity["memory"]} {node.Spec.Unschedulable}").ShouldBe(["m1 1Gi False", "m2 1Gi False"]);
    }

    private static string? Ready(ServiceWorld world, string node) => world.Cluster.Api.Of<Node>().Get("", node).Status.Conditions.First(condition => condition.Type == "Ready").Status;
}
