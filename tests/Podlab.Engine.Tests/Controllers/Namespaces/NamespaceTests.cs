using Podlab.Api.Model;
using Podlab.Engine.Tests.Controllers.Support;

namespace Podlab.Engine.Tests.Controllers.Namespaces;

public sealed class NamespaceTests
{
    private readonly World world = new();

    [Fact]
    public void Namespace_getsItsAccountAndTheRootCertificate_andGetsThemBack()
    {
        world.Apply("kind: Namespace\napiVersion: v1\nmetadata: {name: a}");
        world.Advance(1);
        world.Cluster.Api.Of<ServiceAccount>().Get("a", "default").Secrets.ShouldBeEmpty();
        world.Cluster.Api.Of<ConfigMap>().Get("a", "kube-root-ca.crt").Data.Keys.ShouldBe(["ca.crt"]);
        world.Cluster.Api.Of<ServiceAccount>().Delete("a", "default");
        world.Cluster.Api.Of<ConfigMap>().Delete("a", "kube-root-ca.crt");
        world.Advance(1);
        world.Cluster.Api.Of<ServiceAccount>().Find("a", "default").ShouldNotBeNull();
        world.Cluster.Api.Of<ConfigMap>().Find("a", "kube-root-ca.crt").ShouldNotBeNull();
    }

    [Fact]
    public void Namespace_thatIsHeldByAFinalizer_saysByWhich_andGoesWhenItIsFree()
    {
        world.Apply("kind: Namespace\napiVersion: v1\nmetadata: {name: a}");
        world.Cluster.Api.Of<ConfigMap>().Create(new ConfigMap { Metadata = new ObjectMeta { Name = "held", Namespace = "a", Finalizers = ["example.com/hold"] } });
        world.Delete("Namespace", "a");
        world.Advance(120);
        var conditions = world.Cluster.Api.Of<Namespace>().Get("", "a").Status.Conditions;
        conditions.First(condition => condition.Type == "NamespaceFinalizersRemaining").Message.ShouldBe("Some content in the namespace has finalizers remaining: example.com/hold in 1 resource instances");
        var held = world.Cluster.Api.Of<ConfigMap>().Get("a", "held");
        world.Cluster.Api.Of<ConfigMap>().Update(held with { Metadata = held.Metadata with { Finalizers = default } });
        world.Advance(15);
        world.Cluster.Api.Of<Namespace>().Find("", "a").ShouldBeNull();
    }
}
