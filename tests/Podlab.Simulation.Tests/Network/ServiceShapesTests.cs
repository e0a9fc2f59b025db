using Podlab.Api;
using Podlab.Api.Model;
using Podlab.Engine;
using Podlab.Engine.Network;
using Podlab.Engine.Nodes.Pools;

namespace Podlab.Simulation.Tests.Network;

/// <summary>Services whose endpoints come otherwise than from ready pods that a selector finds.</summary>
public sealed class ServiceShapesTests
{
    [Fact]
    public void Addresses_written_by_hand_are_served_and_changed_ones_too()
    {
        var world = new ServiceWorld();
        world.AddServer("one", "node-1");
        world.AddServer("two", "node-2");
        world.AddClient();
        world.AddService(new ServiceSpec { Ports = [new ServicePort { Port = 80, TargetPort = 8080 }] }, "own");
        world.Advance(10);
        world.Connect(world.Namespace("client"), world.Service("own").Spec.ClusterIP!, 80).Outcome.ShouldBe(ConnectOutcome.Refused);
        Endpoints Own(string pod) => new() { Metadata = new ObjectMeta { Name = "own", Namespace = "default" }, Subsets = [new EndpointSubset { Addresses = [new EndpointAddress { Ip = world.Pod(pod).Status.PodIP! }], Ports = [new EndpointPort { Port = 8080, Protocol = "TCP" }] }] };
        var made = world.Cluster.Api.Of<Endpoints>().Create(Own("one"));
        world.Advance(3);
        world.Ask("http://own/hostname", 3).ShouldBe(["one", "one", "one"]);
        world.Cluster.Api.Of<Endpoints>().Update(made with { Subsets = Own("two").Subsets });
        world.Advance(3);
        world.Ask("http://own/hostname", 3).ShouldBe(["two", "two", "two"]);
    }

    [Fact]
    public void A_slice_written_by_hand_needs_no_Endpoints()
    {
        var world = new ServiceWorld();
        world.AddServer("one", "node-1");
        world.AddClient();
        world.AddService(new ServiceSpec { Ports = [new ServicePort { Name = "http", Port = 80 }] }, "own");
        world.Advance(10);
        world.Cluster.Api.Of<EndpointSlice>().Create(new EndpointSlice
        {
            Metadata = new ObjectMeta { Name = "own-1", Namespace = "default", Labels = ValueMap.Of(("kubernetes.io/service-name", "own")) },
            AddressType = "IPv4",
            Ports = [new DiscoveryEndpointPort { Name = "http", Port = 8080, Protocol = "TCP" }],
            Endpoints = [new Endpoint { Addresses = [world.Pod("one").Status.PodIP!] }],
        });
        world.Advance(3);
        world.Ask("http://own/hostname", 2).ShouldBe(["one", "one"]);
    }

    [Theory]
    [InlineData(null, 2)]
    [InlineData("PreferSameZone", 1)]
    [InlineData("PreferClose", 1)]
    [InlineData("PreferSameNode", 1)]
    public void Traffic_distribution_keeps_to_the_zone_where_it_can(string? distribution, int answering)
    {
        var world = new ServiceWorld(new ClusterOptions { NodePools = [new NodePool { Count = 2, Zones = ["a", "b"] }] });
        world.AddServer("near", "node-1");
        world.AddServer("far", "node-2");
        world.AddClient();
        world.AddService(ServiceWorld.Web with { TrafficDistribution = distribution });
        world.Advance(10);
        world.Ask("http://web/hostname", 12).Distinct().Count().ShouldBe(answering);
        if (distribution is null) return;
        world.Ask("http://web/hostname", 3).ShouldBe(["near", "near", "near"]);
        world.Cluster.Api.Of<Pod>().Delete("default", "near", gracePeriodSeconds: 0);
        world.Advance(5);
        world.Ask("http://web/hostname", 2).ShouldBe(["far", "far"], "where the zone has nobody left the others answer");
    }

    [Fact]
    public void The_last_endpoint_serves_while_it_ends()
    {
        var world = new ServiceWorld();
        world.AddServer("last", "node-1", spec => spec with { Containers = [spec.Containers[0] with { Lifecycle = new Lifecycle { PreStop = new LifecycleHandler { Sleep = new SleepAction { Seconds = 20 } } } }] });
        world.AddClient();
        world.AddService(ServiceWorld.Web);
        world.Advance(10);
        world.Cluster.Api.Of<Pod>().Delete("default", "last");
        world.Advance(5);
        world.Cluster.Api.Of<EndpointSlice>().List("default").Single(slice => slice.Metadata.Labels.GetValueOrDefault("kubernetes.io/service-name") == "web").Endpoints[0].Conditions
            .ShouldBe(new EndpointConditions { Ready = false, Serving = true, Terminating = true });
        world.Ask("http://web/hostname", 2).ShouldBe(["last", "last"]);
        world.Advance(30);
        world.Connect(world.Namespace("client"), world.Service().Spec.ClusterIP!, 80).Outcome.ShouldBe(ConnectOutcome.Refused);
    }

    [Fact]
    public void Pods_that_are_not_ready_are_published_where_the_service_says_so()
    {
        var world = new ServiceWorld();
        world.AddServer("early", "node-1", spec => spec with { Hostname = "early", Subdomain = "peers", Containers = [spec.Containers[0] with { ReadinessProbe = new Probe { HttpGet = new HTTPGetAction { Path = "/nope-it-is-404", Port = 9999 } } }] });
        world.AddClient();
        world.AddService(ServiceWorld.Web with { ClusterIP = "None" }, "peers");
        world.AddService(ServiceWorld.Web with { ClusterIP = "None", PublishNotReadyAddresses = true }, "early-peers");
        world.AddService(ServiceWorld.Web with { PublishNotReadyAddresses = true });
        world.Advance(10);
        world.Sh("nslookup -type=a peers.default.svc.cluster.local").Code.ShouldBe(1, "nobody is ready");
        world.Sh("nslookup -type=a early-peers.default.svc.cluster.local").Text.ShouldContain($"Address: {world.Pod("early").Status.PodIP}");
        world.Ask("http://web/hostname", 1).ShouldBe(["early"]);
    }

    [Fact]
    public void An_external_name_leads_to_another_service()
    {
        var world = new ServiceWorld();
        world.AddServer("one", "node-1");
        world.AddClient();
        world.AddService(ServiceWorld.Web);
        world.AddService(new ServiceSpec { Type = "ExternalName", ExternalName = "web.default.svc.cluster.local" }, "alias");
        world.Advance(10);
        world.Ask("http://alias/hostname", 1).ShouldBe(["one"]);
    }
}
