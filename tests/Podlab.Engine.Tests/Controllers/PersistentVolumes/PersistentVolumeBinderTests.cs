using Podlab.Api.Model;
using Podlab.Engine.Tests.Controllers.Support;

namespace Podlab.Engine.Tests.Controllers.PersistentVolumes;

public sealed class PersistentVolumeBinderTests
{
    private const string Pod = """
        kind: Pod
        apiVersion: v1
        metadata: {name: p}
        spec:
          containers: [{name: c, image: app, volumeMounts: [{name: v, mountPath: /v}]}]
          volumes: [{name: v, persistentVolumeClaim: {claimName: c}}]
        """;

    private readonly World world = new(2);

    public static IEnumerable<TheoryDataRow<string, string, string>> Matches =>
    [
        new("capacity: {storage: 5Gi}, accessModes: [ReadWriteOnce]", "resources: {requests: {storage: 1Gi}}, accessModes: [ReadWriteOnce]", "Bound Bound") { Label = "large enough" },
        new("capacity: {storage: 1Gi}, accessModes: [ReadWriteOnce]", "resources: {requests: {storage: 2Gi}}, accessModes: [ReadWriteOnce]", "Available Pending") { Label = "too small" },
        new("capacity: {storage: 5Gi}, accessModes: [ReadWriteOnce]", "resources: {requests: {storage: 1Gi}}, accessModes: [ReadWriteMany]", "Available Pending") { Label = "another mode" },
        new("capacity: {storage: 5Gi}, accessModes: [ReadWriteOnce], storageClassName: a", "resources: {requests: {storage: 1Gi}}, accessModes: [ReadWriteOnce]", "Available Pending") { Label = "another class" },
        new("capacity: {storage: 5Gi}, accessModes: [ReadWriteOnce], storageClassName: a", "resources: {requests: {storage: 1Gi}}, accessModes: [ReadWriteOnce], storageClassName: a", "Bound Bound") { Label = "a class that no object stands for" },
        new("capacity: {storage: 5Gi}, accessModes: [ReadWriteOnce], volumeMode: Block", "resources: {requests: {storage: 1Gi}}, accessModes: [ReadWriteOnce]", "Available Pending") { Label = "a block device" },
        new("capacity: {storage: 5Gi}, accessModes: [ReadWriteOnce]", "resources: {requests: {storage: 1Gi}}, accessModes: [ReadWriteOnce], selector: {matchLabels: {disk: fast}}", "Bound Bound") { Label = "a selector that matches" },
        new("capacity: {storage: 5Gi}, accessModes: [ReadWriteOnce]", "resources: {requests: {storage: 1Gi}}, accessModes: [ReadWriteOnce], selector: {matchLabels: {disk: slow}}", "Available Pending") { Label = "a selector that does not" },
        new("capacity: {storage: 5Gi}, accessModes: [ReadWriteOnce], claimRef: {namespace: default, name: other}", "resources: {requests: {storage: 1Gi}}, accessModes: [ReadWriteOnce]", "Available Pending") { Label = "meant for another" },
        new("capacity: {storage: 5Gi}, accessModes: [ReadWriteOnce], claimRef: {namespace: default, name: c}", "resources: {requests: {storage: 1Gi}}, accessModes: [ReadWriteOnce]", "Bound Bound") { Label = "meant for it" },
        new("capacity: {storage: 5Gi}, accessModes: [ReadWriteOnce]", "volumeName: v, resources: {requests: {storage: 1Gi}}, accessModes: [ReadWriteOnce]", "Bound Bound") { Label = "asked for by name" },
        new("capacity: {storage: 5Gi}, accessModes: [ReadWriteOnce]", "volumeName: w, resources: {requests: {storage: 1Gi}}, accessModes: [ReadWriteOnce]", "Available Pending") { Label = "another one asked for" },
    ];

    [Theory, MemberData(nameof(Matches))]
    public void Claim_and_volume_meet_where_they_fit(string volume, string claim, string phases)
    {
        world.Apply(Volume("v", volume) + "\n---\n" + Claim(claim)).ShouldBe("");
        world.Advance(1);
        $"{world.Find<PersistentVolume>("v")!.Status.Phase} {world.Find<PersistentVolumeClaim>("c")!.Status.Phase}".ShouldBe(phases);
    }

    [Fact]
    public void Claim_withSeveralVolumes_takesTheSmallestThatFits()
    {
        world.Apply(Volume("large", "capacity: {storage: 9Gi}, accessModes: [ReadWriteOnce]") + "\n---\n" + Volume("small", "capacity: {storage: 2Gi}, accessModes: [ReadWriteOnce]") + "\n---\n" + Volume("tiny", "capacity: {storage: 1Mi}, accessModes: [ReadWriteOnce]"));
        world.Apply(Claim("resources: {requests: {storage: 1Gi}}, accessModes: [ReadWriteOnce]"));
        var claim = world.Find<PersistentVolumeClaim>("c")!;
        claim.Spec.VolumeName.ShouldBe("small");
        claim.Status.Capacity["storage"].ToString().ShouldBe("2Gi");
        claim.Metadata.Annotations.Keys.ShouldBe(["pv.kubernetes.io/bind-completed", "pv.kubernetes.io/bound-by-controller"], ignoreOrder: true);
    }

    [Fact]
    public void Claim_withoutClassAndVolume_saysSoEvery15Seconds_andTakesAVolumeThatComesLater()
    {
        world.Apply(Claim("resources: {requests: {storage: 1Gi}}, accessModes: [ReadWriteOnce]"));
        world.Advance(1);
        world.Events("PersistentVolumeClaim", "c").ShouldBe(["FailedBinding: no persistent volumes available for this claim and no storage class is set"]);
        world.Advance(30);
        world.Events("PersistentVolumeClaim", "c").ShouldBe(["FailedBinding x3: no persistent volumes available for this claim and no storage class is set"]);
        world.Apply(Volume("v", "capacity: {storage: 1Gi}, accessModes: [ReadWriteOnce]"));
        world.Advance(15);
        world.Find<PersistentVolumeClaim>("c")!.Status.Phase.ShouldBe("Bound");
    }

    [Fact]
    public void Claim_ofAClassThatDoesNotExist_says_so()
    {
        world.Apply(Claim("storageClassName: fast, resources: {requests: {storage: 1Gi}}, accessModes: [ReadWriteOnce]"));
        world.Events("PersistentVolumeClaim", "c").ShouldBe(["ProvisioningFailed: storageclass.storage.k8s.io \"fast\" not found"]);
    }

    [Fact]
    public void Claim_ofAProvisionerNobodyRuns_waitsForIt()
    {
        world.Apply(Class("example.com/disks", "Immediate"));
        world.Apply(Claim("storageClassName: standard, resources: {requests: {storage: 1Gi}}, accessModes: [ReadWriteOnce]"));
        world.Events("PersistentVolumeClaim", "c").ShouldBe(["ExternalProvisioning x2: Waiting for a volume to be created either by the external provisioner 'example.com/disks' or manually by the system administrator. If volume creation is delayed, please verify that the provisioner is running and correctly registered."]);
    }

    [Fact]
    public void FirstConsumer_isWaitedFor_thenTheVolumeIsMadeOnItsNode()
    {
        world.Apply(Class("rancher.io/local-path", "WaitForFirstConsumer"));
        world.Apply(Claim("storageClassName: standard, resources: {requests: {storage: 1Gi}}, accessModes: [ReadWriteOnce]"));
        world.Advance(1);
        world.Events("PersistentVolumeClaim", "c").ShouldBe(["WaitForFirstConsumer: waiting for first consumer to be created before binding"]);
        world.Apply(Pod);
        world.Find<Pod>("p")!.Spec.NodeName.ShouldBeNullOrEmpty();
        world.Advance(3);
        var pod = world.Find<Pod>("p")!;
        pod.Status.Phase.ShouldBe("Running");
        world.Events("Pod", "p").ShouldBe([$"Scheduled: Successfully assigned default/p to {pod.Spec.NodeName}"]);
        var volume = world.List<PersistentVolume>().Single();
        volume.Spec.NodeAffinity!.Required!.NodeSelectorTerms[0].MatchExpressions[0].Values.ShouldBe([pod.Spec.NodeName!]);
        world.Events("PersistentVolumeClaim", "c")[^1].ShouldBe($"ProvisioningSucceeded: Successfully provisioned volume {volume.Metadata.Name}");
        volume.Status.Phase.ShouldBe("Bound");
        volume.Metadata.Annotations.Keys.ShouldBe(["pv.kubernetes.io/provisioned-by"]);
    }

    public static IEnumerable<TheoryDataRow<string, string>> Policies => [new("Retain", "Released"), new("Delete", "gone")];

    [Theory, MemberData(nameof(Policies))]
    public void Volume_whoseClaimGoes_doesAsItsPolicySays(string policy, string after)
    {
        world.Apply(Class("k8s.io/minikube-hostpath", "Immediate", policy));
        world.Apply(Claim("storageClassName: standard, resources: {requests: {storage: 1Gi}}, accessModes: [ReadWriteOnce]"));
        world.Advance(2);
        var volume = world.List<PersistentVolume>().Single();
        volume.Status.Phase.ShouldBe("Bound");
        world.Delete("PersistentVolumeClaim", "c");
        world.Advance(1);
        world.Find<PersistentVolumeClaim>("c").ShouldBeNull();
        (world.Find<PersistentVolume>(volume.Metadata.Name!)?.Status.Phase ?? "gone").ShouldBe(after);
    }

    [Fact]
    public void Claim_thatAPodUses_staysUntilThePodIsGone()
    {
        world.Apply(Volume("v", "capacity: {storage: 1Gi}, accessModes: [ReadWriteOnce]") + "\n---\n" + Claim("resources: {requests: {storage: 1Gi}}, accessModes: [ReadWriteOnce]") + "\n---\n" + Pod);
        world.Advance(2);
        world.Delete("PersistentVolumeClaim", "c");
        world.Delete("PersistentVolume", "v");
        world.Advance(5);
        world.Find<PersistentVolumeClaim>("c")!.Metadata.Finalizers.ShouldBe(["kubernetes.io/pvc-protection"]);
        world.Find<PersistentVolume>("v")!.Status.Phase.ShouldBe("Bound");
        world.Delete("Pod", "p");
        world.Advance(1);
        world.Find<PersistentVolumeClaim>("c").ShouldBeNull();
        world.Find<PersistentVolume>("v").ShouldBeNull();
    }

    [Fact]
    public void EphemeralVolume_getsAClaimThatGoesWithItsPod()
    {
        world.Apply(Volume("v", "capacity: {storage: 1Gi}, accessModes: [ReadWriteOnce]"));
        world.Apply("""
            kind: Pod
            apiVersion: v1
            metadata: {name: p}
            spec:
              containers: [{name: c, image: app}]
              volumes: [{name: scratch, ephemeral: {volumeClaimTemplate: {metadata: {labels: {a: b}}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}}}]
            """);
        world.Advance(16);
        var claim = world.Find<PersistentVolumeClaim>("p-scratch")!;
        (claim.Status.Phase, claim.Metadata.Labels["a"]).ShouldBe(("Bound", "b"));
        world.Find<Pod>("p")!.Status.Phase.ShouldBe("Running");
        world.Delete("Pod", "p");
        world.Advance(1);
        world.Find<PersistentVolumeClaim>("p-scratch").ShouldBeNull();
    }

    [Fact]
    public void Claim_whoseVolumeVanishes_isLost()
    {
        world.Apply(Volume("v", "capacity: {storage: 1Gi}, accessModes: [ReadWriteOnce]") + "\n---\n" + Claim("resources: {requests: {storage: 1Gi}}, accessModes: [ReadWriteOnce]"));
        world.Delete("PersistentVolume", "v");
        world.Patch("PersistentVolume", "v", """{"metadata":{"finalizers":null}}""");
        world.Advance(1);
        world.Find<PersistentVolumeClaim>("c")!.Status.Phase.ShouldBe("Lost");
        world.Events("PersistentVolumeClaim", "c").ShouldBe(["ClaimLost: Bound claim has lost its PersistentVolume. Data on the volume is lost!"]);
    }

    private static string Volume(string name, string spec) => $"kind: PersistentVolume\napiVersion: v1\nmetadata: {{name: {name}, labels: {{disk: fast}}}}\nspec: {{hostPath: {{path: /data/{name}}}, {spec}}}";

    private static string Claim(string spec) => $"kind: PersistentVolumeClaim\napiVersion: v1\nmetadata: {{name: c}}\nspec: {{{spec}}}";

    private static string Class(string provisioner, string mode, string policy = "Delete") =>
        $"kind: StorageClass\napiVersion: storage.k8s.io/v1\nmetadata: {{name: standard}}\nprovisioner: {provisioner}\nvolumeBindingMode: {mode}\nreclaimPolicy: {policy}";
}
