using Podlab.Api.Model;
using Podlab.Engine.Tests.Controllers.Support;

namespace Podlab.Engine.Tests.Controllers.GarbageCollection;

/// <summary>Owners that cannot be: in another namespace, of a cluster-wide object, each other's.</summary>
public sealed class GarbageCollectorTests
{
    private readonly World world = new();

    [Fact]
    public void Owner_inAnotherNamespace_ownsNothing_andTheObjectIsToldSoAndGoes()
    {
        var owner = world.Cluster.Api.Of<ConfigMap>().Create(new ConfigMap { Metadata = new ObjectMeta { Name = "owner", Namespace = "kube-system" } });
        world.Apply(Map("child", "owner", owner.Metadata.Uid!));
        world.Advance(1);
        world.Find<ConfigMap>("child").ShouldBeNull();
        world.Events("ConfigMap", "child").ShouldBe([$"OwnerRefInvalidNamespace: ownerRef [v1/ConfigMap, namespace: default, name: owner, uid: {owner.Metadata.Uid}] does not exist in namespace \"default\""]);
    }

    [Fact]
    public void Owner_thatNeverWas_isNoStranger()
    {
        world.Apply(Map("child", "owner", "11111111-1111-1111-1111-111111111111"));
        world.Advance(1);
        world.Find<ConfigMap>("child").ShouldBeNull();
        world.Events("ConfigMap", "child").ShouldBeEmpty();
    }

    [Fact]
    public void ClusterWideObject_ownedByOneInANamespace_isToldSo_andStays()
    {
        world.Apply(Map("owner", null, null));
        var uid = world.Find<ConfigMap>("owner")!.Metadata.Uid;
        world.Apply($"kind: PriorityClass\napiVersion: scheduling.k8s.io/v1\nmetadata: {{name: high, ownerReferences: [{{apiVersion: v1, kind: ConfigMap, name: owner, uid: {uid}}}]}}\nvalue: 5");
        world.Advance(1);
        world.Delete("ConfigMap", "owner");
        world.Advance(1);
        world.Find<PriorityClass>("high").ShouldNotBeNull();
        world.Events("PriorityClass", "high").ShouldBe([$"OwnerRefInvalidNamespace: ownerRef [v1/ConfigMap, namespace: , name: owner, uid: {uid}] does not exist in namespace \"\""]);
    }

    [Fact]
    public void TwoThatOwnEachOther_goTogether_inTheForeground()
    {
        world.Apply(Map("a", null, null) + "\n---\n" + Map("b", null, null));
        var (a, b) = (world.Find<ConfigMap>("a")!.Metadata.Uid, world.Find<ConfigMap>("b")!.Metadata.Uid);
        world.Patch("ConfigMap", "a", Owned("b", b!));
        world.Patch("ConfigMap", "b", Owned("a", a!));
        world.Advance(1);
        world.Send("DELETE", World.PathOf("ConfigMap") + "/a", """{"propagationPolicy":"Foreground"}""", "application/json").ShouldBe("");
        world.Advance(1);
        (world.Find<ConfigMap>("a"), world.Find<ConfigMap>("b")).ShouldBe((null, null));
    }

    private static string Owned(string name, string uid) => $$$"""{"metadata":{"ownerReferences":[{"apiVersion":"v1","kind":"ConfigMap","name":"{{{name}}}","uid":"{{{uid}}}","blockOwnerDeletion":true}]}}""";

    private static string Map(string name, string? owner, string? uid) =>
        $"kind: ConfigMap\napiVersion: v1\nmetadata: {{name: {name}{(owner is null ? "" : $", ownerReferences: [{{apiVersion: v1, kind: ConfigMap, name: {owner}, uid: {uid}}}]")}}}";
}
