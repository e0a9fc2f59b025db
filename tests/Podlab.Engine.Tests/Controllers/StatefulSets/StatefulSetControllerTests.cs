using System.Text.RegularExpressions;
using Podlab.Api.Model;
using Podlab.Engine.Tests.Controllers.Support;

namespace Podlab.Engine.Tests.Controllers.StatefulSets;

/// <summary>Branches of pkg/controller/statefulset (v1.36.3) that no record walks.</summary>
public sealed partial class StatefulSetControllerTests
{
    private readonly World world = new(2);

    [Fact]
    public void Parallel_withAFailedPod_goesOnWithTheOthers()
    {
        world.Apply(Set("replicas: 3, podManagementPolicy: Parallel")).ShouldBe("");
        world.Advance(2);
        world.Cluster.Api.Of<Pod>().UpdateStatus(world.Find<Pod>("db-0")! is var pod ? pod with { Status = pod.Status with { Phase = "Failed" } } : null!);
        world.Patch("StatefulSet", "db", """{"spec":{"replicas":4}}""");
        world.Find<Pod>("db-3").ShouldNotBeNull("the others do not wait for the one that has failed");
    }

    [Fact]
    public void Parallel_thatTheQuotaRefuses_asksInBatchesOfOneTwoFour()
    {
        world.Apply("kind: ResourceQuota\napiVersion: v1\nmetadata: {name: few}\nspec: {hard: {pods: 1}}");
        world.Apply(Set("replicas: 6, podManagementPolicy: Parallel")).ShouldBe("");
        Said().Where(line => line.StartsWith("Failed", StringComparison.Ordinal)).Select(line => line.Split(": ")[1].Split(" in ")[0]).ShouldBe(["Create Pod db-1", "Create Pod db-2"]);
        Said()[^1].ShouldBe("FailedCreate: Create Pod db-2 in StatefulSet db failed error: pods \"db-2\" is forbidden: exceeded quota: few, requested: pods=1, used: pods=1, limited: pods=1");
    }

    [Fact]
    public void Name_thatSomebodyElseHas_isNoNews()
    {
        world.Apply("kind: Pod\napiVersion: v1\nmetadata: {name: db-0}\nspec: {containers: [{name: c, image: app}]}");
        world.Apply(Set("replicas: 1")).ShouldBe("");
        world.Advance(5);
        world.Events("StatefulSet", "db").ShouldBeEmpty();
        world.Delete("Pod", "db-0");
        world.Advance(60);
        world.Find<Pod>("db-0")!.Metadata.OwnerReferences[0].Kind.ShouldBe("StatefulSet");
    }

    [Fact]
    public void Label_thatSomebodyTakesAway_comesBack()
    {
        world.Apply(Set("replicas: 1")).ShouldBe("");
        world.Advance(2);
        world.Patch("Pod", "db-0", """{"metadata":{"labels":{"statefulset.kubernetes.io/pod-name":null}}}""");
        world.Advance(1);
        world.Find<Pod>("db-0")!.Metadata.Labels["statefulset.kubernetes.io/pod-name"].ShouldBe("db-0");
        world.Events("StatefulSet", "db")[^1].ShouldBe("SuccessfulUpdate: Update Pod db-0 in StatefulSet db successful");
    }

    [Fact]
    public void Claim_thatIsRefused_isToldOfByItself_andWithThePod()
    {
        world.Apply("kind: ResourceQuota\napiVersion: v1\nmetadata: {name: none}\nspec: {hard: {persistentvolumeclaims: 0}}");
        world.Apply(Set("replicas: 1", claims: true)).ShouldBe("");
        var reason = "persistentvolumeclaims \"data-db-0\" is forbidden: exceeded quota: none, requested: persistentvolumeclaims=1, used: persistentvolumeclaims=0, limited: persistentvolumeclaims=0";
        Said().ShouldBe([
            $"FailedCreate: Create Claim data-db-0 for Pod db-0 in StatefulSet db failed error: {reason}",
            $"FailedCreate: Create Pod db-0 in StatefulSet db failed error: failed to create PVC data-db-0: {reason}",
        ]);
    }

    [Fact]
    public void Claim_ofAPendingPod_isMadeAgain()
    {
        world.Kubelets.BrokenImages.Add("app");
        world.Apply(Set("replicas: 1", claims: true)).ShouldBe("");
        world.Advance(2);
        var claim = world.Find<PersistentVolumeClaim>("data-db-0")!;
        world.Cluster.Api.Of<PersistentVolumeClaim>().Update(claim with { Metadata = claim.Metadata with { Finalizers = default } });
        world.Delete("PersistentVolumeClaim", "data-db-0");
        world.Patch("Pod", "db-0", """{"metadata":{"annotations":{"some":"change"}}}""");
        world.Advance(1);
        world.Find<PersistentVolumeClaim>("data-db-0")!.Metadata.Uid.ShouldNotBe(claim.Metadata.Uid);
    }

    [Fact]
    public void Claims_whoseRetentionChanges_areGivenTheirOwner_andToldOf()
    {
        world.Apply("kind: StorageClass\napiVersion: storage.k8s.io/v1\nmetadata: {name: standard}\nprovisioner: k8s.io/minikube-hostpath");
        world.Apply(Set("replicas: 1", claims: true).Replace("storageClassName: ''", "storageClassName: standard", StringComparison.Ordinal)).ShouldBe("");
        world.Advance(10);
        world.Patch("StatefulSet", "db", """{"spec":{"persistentVolumeClaimRetentionPolicy":{"whenDeleted":"Delete"}}}""");
        world.Advance(1);
        world.Find<PersistentVolumeClaim>("data-db-0")!.Metadata.OwnerReferences.Single().Kind.ShouldBe("StatefulSet");
        world.Events("StatefulSet", "db")[^1].ShouldBe("SuccessfulUpdate: Update Pod db-0 in StatefulSet db successful");
    }

    [Fact]
    public void Rollout_thatIsStuckOnABrokenPod_staysStuckUntilThePodIsDeleted()
    {
        world.Kubelets.BrokenImages.Add("broken");
        world.Apply(Set("replicas: 2")).ShouldBe("");
        world.Advance(3);
        world.Patch("StatefulSet", "db", """{"spec":{"template":{"spec":{"containers":[{"name":"c","image":"broken"}]}}}}""");
        world.Advance(5);
        world.Patch("StatefulSet", "db", """{"spec":{"template":{"spec":{"containers":[{"name":"c","image":"app"}]}}}}""");
        world.Advance(60);
        world.Find<Pod>("db-1")!.Spec.Containers[0].Image.ShouldBe("broken");
        world.Delete("Pod", "db-1");
        world.Advance(10);
        world.Find<Pod>("db-1")!.Spec.Containers[0].Image.ShouldBe("app");
    }

    /// <summary>The events, without how often each was said.</summary>
    private List<string> Said() => [.. world.Events("StatefulSet", "db").Select(line => Count().Replace(line, ":"))];

    [GeneratedRegex(" x[0-9]+:")]
    private static partial Regex Count();

    private static string Set(string spec, bool claims = false) =>
        $"kind: StatefulSet\napiVersion: apps/v1\nmetadata: {{name: db}}\nspec: {{{spec}, serviceName: db, selector: {{matchLabels: {{app: db}}}}, template: {{metadata: {{labels: {{app: db}}}}, spec: {{containers: [{{name: c, image: app}}]}}}}"
        + (claims ? ", volumeClaimTemplates: [{metadata: {name: data}, spec: {storageClassName: '', accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}]}" : "}");
}
