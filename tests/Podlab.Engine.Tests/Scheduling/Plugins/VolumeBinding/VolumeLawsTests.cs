using static Podlab.Engine.Tests.Scheduling.Objects;

namespace Podlab.Engine.Tests.Scheduling.Plugins.VolumeBinding;

/// <summary>From volumebinding/binder.go, component-helpers/storage/volume/pv_helpers.go and volumezone/volume_zone.go (v1.36).</summary>
public sealed class VolumeLawsTests
{
    private const string Class = """{"apiVersion":"storage.k8s.io/v1","kind":"StorageClass","metadata":{"name":"late"},"provisioner":"kubernetes.io/no-provisioner","volumeBindingMode":"WaitForFirstConsumer"}""";

    [Fact]
    public void Node_wrongForABoundAndAnUnboundClaim_isRefusedForBoth()
    {
        var cluster = Cluster(Node("n"), Json(Class), Volume("far", node: "elsewhere"), Claim("bound", volume: "far"), Claim("open", size: "5Gi"));
        cluster.BindVolumes();

        cluster.Create(Pod("p", spec: Volumes("bound", "open")));
        cluster.Run(TimeSpan.Zero);

        Message(cluster).ShouldStartWith("0/1 nodes are available: 1 node(s) didn't find available persistent volumes to bind, 1 node(s) didn't match PersistentVolume's node affinity.");
    }

    [Theory]
    [InlineData("n", true)]
    [InlineData("elsewhere", false)]
    public void VolumeMeantForTheClaim_isTheOnlyOneForIt(string node, bool fits)
    {
        var meant = Volume("meant", node: node);
        meant["spec"]!["claimRef"] = Json("""{"apiVersion":"v1","kind":"PersistentVolumeClaim","namespace":"default","name":"open"}""");
        var cluster = Cluster(Node("n"), Json(Class), meant, Volume("other", node: "n"), Claim("open"));

        cluster.Create(Pod("p", spec: Volumes("open")));
        cluster.Run(TimeSpan.FromSeconds(1));

        cluster.Decisions["default/p"].Feasible.ShouldBe(fits ? ["n"] : []);
    }

    [Fact]
    public void ClaimThatIsBeingMadeForItsNode_getsNoVolumeThatIsThere()
    {
        var claim = Claim("open");
        claim["metadata"]!["annotations"] = Json("""{"volume.kubernetes.io/selected-node":"n"}""");
        var cluster = Cluster(Node("n"), Json(Class), Volume("there", node: "n"), claim);

        cluster.Create(Pod("p", spec: Volumes("open")));
        cluster.Run(TimeSpan.Zero);

        Message(cluster).ShouldStartWith("0/1 nodes are available: 1 node(s) didn't find available persistent volumes to bind.");
    }

    [Fact]
    public void VolumeOfAnotherAttributesClass_isNotTaken()
    {
        var volume = Volume("fast", node: "n");
        volume["spec"]!.AsObject().Remove("local");
        volume["spec"]!["csi"] = Json("""{"driver":"d","volumeHandle":"h"}""");
        volume["spec"]!["volumeAttributesClassName"] = "gold";
        var cluster = Cluster(Node("n"), Json(Class), volume, Claim("open"));

        cluster.Create(Pod("p", spec: Volumes("open")));
        cluster.Run(TimeSpan.Zero);

        cluster.Decisions["default/p"].Feasible.ShouldBeEmpty();
    }

    private static string? Message(Conformance.RecordedCluster cluster) => cluster.Decisions["default/p"].Message;

    private static System.Text.Json.Nodes.JsonNode Volume(string name, string node) => Json(
        $$$"""{"apiVersion":"v1","kind":"PersistentVolume","metadata":{"name":"{{{name}}}"},"spec":{"capacity":{"storage":"1Gi"},"accessModes":["ReadWriteOnce"],"storageClassName":"late","local":{"path":"/data"},"nodeAffinity":{"required":{"nodeSelectorTerms":[{"matchExpressions":[{"key":"kubernetes.io/hostname","operator":"In","values":["{{{node}}}"]}]}]} } } }""");

    private static System.Text.Json.Nodes.JsonNode Claim(string name, string size = "1Gi", string? volume = null)
    {
        var claim = Json($$$"""{"apiVersion":"v1","kind":"PersistentVolumeClaim","metadata":{"name":"{{{name}}}","namespace":"default"},"spec":{"accessModes":["ReadWriteOnce"],"storageClassName":"late","resources":{"requests":{"storage":"{{{size}}}"} } } }""");
        if (volume is not null) claim["spec"]!["volumeName"] = volume;
        return claim;
    }

    private static string Volumes(params string[] claims) =>
        $"\"volumes\":[{string.Join(',', claims.Select(claim => $$$"""{"name":"{{{claim}}}","persistentVolumeClaim":{"claimName":"{{{claim}}}"}}"""))}],";
}
