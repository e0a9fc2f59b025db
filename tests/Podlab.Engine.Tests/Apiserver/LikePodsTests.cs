using Podlab.Api.Model;
using Xunit;

namespace Podlab.Engine.Tests.Apiserver;

public sealed class LikePodsTests
{
    private readonly Cluster cluster = new(new ClusterOptions { Nodes = 0, Controllers = [], Scheduler = false });

    [Fact]
    public void Create_of_pods_that_are_alike_shares_their_containers()
    {
        var (first, second) = (Create("a", "app"), Create("b", "app"));
        second.Spec.Containers.IsSameAs(first.Spec.Containers).ShouldBeTrue();
        second.Spec.Containers[0].ImagePullPolicy.ShouldBe("IfNotPresent");
    }

    [Theory]
    [InlineData("other", false)]
    [InlineData("app", true)]
    public void Create_of_a_pod_that_differs_has_its_own(string container, bool hostNetwork)
    {
        var first = Create("a", "app");
        var second = Create("b", container, hostNetwork);
        second.Spec.Containers.IsSameAs(first.Spec.Containers).ShouldBeFalse();
        second.Spec.Containers[0].Ports[0].HostPort.ShouldBe(hostNetwork ? 80 : 0);
        first.Spec.Containers[0].Ports[0].HostPort.ShouldBe(0);
    }

    private Pod Create(string name, string container, bool hostNetwork = false) => cluster.Api.Of<Pod>().Create(new Pod
    {
        Metadata = new ObjectMeta { Name = name, Namespace = "default" },
        Spec = new PodSpec { HostNetwork = hostNetwork, Containers = [new Container { Name = container, Image = "busybox:1.36", Ports = [new ContainerPort { ContainerPortValue = 80 }] }] },
    });
}
