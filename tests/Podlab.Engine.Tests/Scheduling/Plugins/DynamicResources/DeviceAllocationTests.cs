using System.Text.Json.Nodes;
using static Podlab.Engine.Tests.Scheduling.Objects;

namespace Podlab.Engine.Tests.Scheduling.Plugins.DynamicResources;

/// <summary>From staging/src/k8s.io/dynamic-resource-allocation/structured/internal/allocatortesting (v1.36): who gets devices and who does not.</summary>
public sealed class DeviceAllocationTests
{
    private const string Big = """{"name":"big","attributes":{"size":{"string":"big"},"board":{"string":"x"}}}""";
    private const string Small = """{"name":"small","attributes":{"size":{"string":"small"},"board":{"string":"x"}}}""";
    private const string Apart = """{"name":"apart","attributes":{"size":{"string":"small"},"board":{"string":"y"}}}""";
    private const string IsSmall = """ "selectors":[{"cel":{"expression":"device.attributes['gpu.example.com'].size == 'small'"}}] """;

    [Theory]
    [InlineData("the greedy choice is taken back", Small + "," + Big, """[{"name":"any","exactly":{"deviceClassName":"gpu"}},{"name":"small","exactly":{"deviceClassName":"gpu",""" + IsSmall + "}}]", "", true)]
    [InlineData("two of one", Big, """[{"name":"r","exactly":{"deviceClassName":"gpu","count":2}}]""", "", false)]
    [InlineData("all there are", Big + "," + Small, """[{"name":"r","exactly":{"deviceClassName":"gpu","allocationMode":"All"}}]""", "", true)]
    [InlineData("the second alternative", Small, """[{"name":"r","firstAvailable":[{"name":"two","deviceClassName":"gpu","count":2},{"name":"one","deviceClassName":"gpu"}]}]""", "", true)]
    [InlineData("on one board", Small + "," + Apart, """[{"name":"r","exactly":{"deviceClassName":"gpu","count":2}}]""", """{"matchAttribute":"gpu.example.com/board"}""", false)]
    [InlineData("on one board, of three", Apart + "," + Small + "," + Big, """[{"name":"r","exactly":{"deviceClassName":"gpu","count":2}}]""", """{"matchAttribute":"gpu.example.com/board"}""", true)]
    [InlineData("a tainted one", """{"name":"t","taints":[{"key":"broken","effect":"NoSchedule"}]}""", """[{"name":"r","exactly":{"deviceClassName":"gpu"}}]""", "", false)]
    [InlineData("a tainted one that is borne", """{"name":"t","taints":[{"key":"broken","effect":"NoSchedule"}]}""", """[{"name":"r","exactly":{"deviceClassName":"gpu","tolerations":[{"operator":"Exists"}]}}]""", "", true)]
    public void Claim_byWhatTheNodeHas_isAllocatedOrNot(string why, string devices, string requests, string constraint, bool fits)
    {
        var cluster = Cluster(Node("n"), Class(), Slice("n", devices), Claim("c", requests, constraint));

        cluster.Create(Pod("p", spec: Claims("c")));
        cluster.Run(TimeSpan.Zero);

        cluster.Decisions["default/p"].Feasible.ShouldBe(fits ? ["n"] : [], why);
    }

    [Fact]
    public void PoolThatIsNotThereInFull_givesNothing()
    {
        var slice = Slice("n", Big);
        slice["spec"]!["pool"]!["resourceSliceCount"] = 2;
        var cluster = Cluster(Node("n"), Class(), slice, Claim("c", """[{"name":"r","exactly":{"deviceClassName":"gpu"}}]""", ""));

        cluster.Create(Pod("p", spec: Claims("c")));
        cluster.Run(TimeSpan.Zero);

        cluster.Decisions["default/p"].Feasible.ShouldBeEmpty();
    }

    /// <summary>dynamicresources.go, isSchedulableAfterClaimChange: only devices that were given back concern a pod with other claims.</summary>
    [Fact]
    public void ClaimOfOthers_wakesOnlyWhenItGivesDevicesBack()
    {
        const string one = """[{"name":"r","exactly":{"deviceClassName":"gpu"}}]""";
        var cluster = Cluster(Node("n"), Class(), Slice("n", Big), Claim("c", one, ""), Claim("d", one, ""), Pod("holder", spec: Claims("c")), Pod("p", spec: Claims("d")));

        cluster.Woken(() => cluster.Create(Claim("other", one, ""))).ShouldBeEmpty();
        cluster.Woken(() => cluster.Patch("resource.k8s.io/v1", "ResourceClaim", "default", "c", Json("""{"status":{"allocation":null,"reservedFor":null}}"""), "status")).ShouldBe(["p"]);
    }

    /// <summary>dynamicresources.go, PostFilter: a claim that nobody uses any more and that binds the pod to a full node is given back, and the pod goes elsewhere.</summary>
    [Fact]
    public void IdleClaimOnAFullNode_isGivenBack()
    {
        var holder = Pod("holder", spec: Claims("c"));
        var cluster = Cluster(Node("a"), Class(), Slice("a", Big), Claim("c", """[{"name":"r","exactly":{"deviceClassName":"gpu"}}]""", ""), holder);
        cluster.Patch("resource.k8s.io/v1", "ResourceClaim", "default", "c", Json("""{"status":{"reservedFor":null}}"""), "status");
        cluster.Create(Pod("full", spec: "\"nodeName\":\"a\",", cpu: "4"));
        cluster.Create(Node("b"));
        cluster.Create(Slice("b", Small));

        cluster.Create(Pod("p", spec: Claims("c")));
        cluster.Run(TimeSpan.FromSeconds(5));

        cluster.Decisions["default/p"].Message.ShouldNotBeNull().ShouldStartWith(
            "0/2 nodes are available: 1 Insufficient cpu, 1 resourceclaim not available on the node. deallocation of ResourceClaim completed, preemption: ");
        cluster.Find("default/p")!.Spec.NodeName.ShouldBe("b");
    }

    private static JsonNode Class() => Json("""{"apiVersion":"resource.k8s.io/v1","kind":"DeviceClass","metadata":{"name":"gpu"},"spec":{"selectors":[{"cel":{"expression":"device.driver == 'gpu.example.com'"}}]}}""");

    private static JsonNode Slice(string node, string devices) => Json(
        $$$"""{"apiVersion":"resource.k8s.io/v1","kind":"ResourceSlice","metadata":{"name":"{{{node}}}-gpu"},"spec":{"driver":"gpu.example.com","nodeName":"{{{node}}}","pool":{"name":"{{{node}}}","generation":1,"resourceSliceCount":1},"devices":[{{{devices}}}]}}""");

    private static JsonNode Claim(string name, string requests, string constraint) => Json(
        $$$"""{"apiVersion":"resource.k8s.io/v1","kind":"ResourceClaim","metadata":{"name":"{{{name}}}","namespace":"default"},"spec":{"devices":{"requests":{{{requests}}},"constraints":[{{{constraint}}}]} } }""");

    private static string Claims(string name) => $$$""" "resourceClaims":[{"name":"{{{name}}}","resourceClaimName":"{{{name}}}"}],""";
}
