using Podlab.Api;
using Podlab.Api.Model;
using Podlab.Engine.Apiserver;
using Xunit;

namespace Podlab.Engine.Tests.Apiserver;

public sealed class ObjectStoreTests
{
    private readonly Cluster cluster = new(new ClusterOptions { Nodes = 0, Controllers = [], Scheduler = false, HistoryLimit = 2 });

    private ResourceClient<ConfigMap> Maps => cluster.Api.Of<ConfigMap>();

    [Fact]
    public void List_of_what_was_deleted_and_made_anew_between_two_lists_has_the_new()
    {
        Create("a", "1");
        Create("b", "1");
        Names().ShouldBe("a=1 b=1");
        Maps.Delete("default", "a");
        Create("a", "2");
        Create("c", "1");
        Maps.Delete("default", "b");
        Names().ShouldBe("a=2 c=1");
        Maps.Delete("default", "a");
        Create("a", "3");
        Maps.Delete("default", "a");
        Names().ShouldBe("c=1");
        Maps.Delete("default", "c");
        Names().ShouldBe("");
        Create("a", "4");
        Names().ShouldBe("a=4");
    }

    [Fact]
    public void Find_in_one_namespace_after_another_finds_each_its_own()
    {
        cluster.Api.Of<Namespace>().Create(new Namespace { Metadata = new ObjectMeta { Name = "other" } });
        Create("a", "1");
        Create("a", "2", "other");
        Maps.Get("default", "a").Data["k"].ShouldBe("1");
        Maps.Get("other", "a").Data["k"].ShouldBe("2");
        Maps.Delete("other", "a");
        Maps.Find("other", "a").ShouldBeNull();
        Maps.Get("default", "a").Data["k"].ShouldBe("1");
    }

    [Fact]
    public void Index_asked_between_changes_stands_in_order()
    {
        var index = Maps.Index(map => map.Metadata.Labels.GetValueOrDefault("tier"));
        foreach (var name in new[] { "c", "a", "d" }) Maps.Create(Labelled(name, "front"));
        index.Find("front").Select(map => map.Metadata.Name).ShouldBe(["a", "c", "d"]);
        Maps.Create(Labelled("b", "front"));
        Maps.Update(Maps.Get("default", "c") with { Data = ValueMap.Of(("k", "new")) });
        Maps.Delete("default", "a");
        Maps.Update(Labelled("d", "back"));
        index.Find("front").Select(map => $"{map.Metadata.Name}{map.Data.GetValueOrDefault("k")}").ShouldBe(["b", "cnew"]);
        index.Find("back").Select(map => map.Metadata.Name).ShouldBe(["d"]);
        index.Find("none").ShouldBeEmpty();
    }

    [Fact]
    public void Update_over_and_over_by_one_writer_holds_no_version_in_between()
    {
        Create("a", "0");
        var versions = UpdateTimes(8);
        for (var i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        versions[1].IsAlive.ShouldBeFalse();
        versions[2].IsAlive.ShouldBeFalse();
        var entry = Maps.Get("default", "a").Metadata.ManagedFields.ShouldHaveSingleItem();
        entry.FieldsV1!.ToString().ShouldBe("""{"f:data":{".":{},"f:k":{}}}""");
    }

    // Not inlined: what it has on its stack is not to keep anything alive.
    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private List<WeakReference> UpdateTimes(int times)
    {
        var versions = new List<WeakReference>();
        for (var i = 1; i <= times; i++)
        {
            var map = Maps.Get("default", "a");
            versions.Add(new WeakReference(Maps.Update(map with { Data = map.Data.Set("k", $"{i}") })));
        }

        return versions;
    }

    private static ConfigMap Labelled(string name, string tier) => new() { Metadata = new ObjectMeta { Name = name, Namespace = "default", Labels = ValueMap.Of(("tier", tier)) } };

    private void Create(string name, string value, string @namespace = "default") =>
        Maps.Create(new ConfigMap { Metadata = new ObjectMeta { Name = name, Namespace = @namespace }, Data = ValueMap.Of(("k", value)) });

    private string Names() => string.Join(' ', Maps.List("default").Where(map => map.Metadata.Name is { Length: 1 }).Select(map => $"{map.Metadata.Name}={map.Data["k"]}"));
}
