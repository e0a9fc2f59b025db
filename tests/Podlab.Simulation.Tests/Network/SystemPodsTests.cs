using Podlab.Api.Model;
using Podlab.Engine;

namespace Podlab.Simulation.Tests.Network;

/// <summary>kube-system as kind and minikube fill it.</summary>
public sealed class SystemPodsTests
{
    private readonly ServiceWorld world = new(new ClusterOptions { Nodes = 2, SystemPods = true });

    [Fact]
    public void Coredns_and_kube_proxy_run_and_the_service_has_its_endpoints()
    {
        world.Advance(10);
        var pods = world.Cluster.Api.Of<Pod>().List("kube-system").ToList();
        pods.Select(pod => $"{pod.Metadata.OwnerReferences[0].Kind} {pod.Spec.NodeName} {pod.Status.ContainerStatuses[0].Ready}").Order().ShouldBe(["DaemonSet node-1 True", "DaemonSet node-2 True", "ReplicaSet node-1 True", "ReplicaSet node-2 True"]);
        var service = world.Cluster.Api.Of<Service>().Get("kube-system", "kube-dns");
        (service.Spec.ClusterIP, service.Metadata.Labels["kubernetes.io/name"]).ShouldBe((Cluster.DnsAddress, "CoreDNS"));
        world.Cluster.Api.Of<EndpointSlice>().List("kube-system").Single().Endpoints.Count(endpoint => endpoint.Conditions.Ready == true).ShouldBe(2);
    }

    [Fact]
    public void Names_are_answered_as_long_as_a_coredns_pod_is_ready()
    {
        world.AddClient();
        world.Advance(10);
        world.Sh("nslookup -type=a kubernetes.default.svc.cluster.local").Text.ShouldEndWith("Name:\tkubernetes.default.svc.cluster.local\nAddress: 10.96.0.1\n\n");
        Scale(0);
        world.Advance(20);
        world.Sh("wget -qO- http://kubernetes.default.svc.cluster.local/").Text.ShouldBe("wget: bad address 'kubernetes.default.svc.cluster.local'\n");
        world.Sh("nslookup -type=a kubernetes.default.svc.cluster.local").Text.ShouldBe(";; connection timed out; no servers could be reached\n\n");
        Scale(1);
        world.Advance(20);
        world.Sh("nslookup -type=a kubernetes.default.svc.cluster.local").Code.ShouldBe(0);
    }

    [Fact]
    public void Coredns_goes_on_for_five_seconds_when_it_is_told_to_end()
    {
        world.Advance(10);
        var pod = world.Cluster.Api.Of<Pod>().List("kube-system").First(pod => pod.Metadata.Labels.ContainsKey("pod-template-hash"));
        world.Cluster.Api.Of<Pod>().Delete("kube-system", pod.Metadata.Name!);
        world.Advance(4.9);
        world.Cluster.Api.Of<Pod>().Find("kube-system", pod.Metadata.Name!).ShouldNotBeNull();
        world.Advance(3);
        world.Cluster.Api.Of<Pod>().Find("kube-system", pod.Metadata.Name!).ShouldBeNull();
    }

    private void Scale(int replicas)
    {
        var deployment = world.Cluster.Api.Of<Deployment>().Get("kube-system", "coredns");
        world.Cluster.Api.Of<Deployment>().Update(deployment with { Spec = deployment.Spec with { Replicas = replicas } });
    }
}
