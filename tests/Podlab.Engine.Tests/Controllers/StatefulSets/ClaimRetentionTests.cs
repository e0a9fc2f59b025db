using Podlab.Api.Model;
using Podlab.Engine.Tests.Controllers.Support;

namespace Podlab.Engine.Tests.Controllers.StatefulSets;

public sealed class ClaimRetentionTests
{
    private readonly World world = new();

    public static IEnumerable<TheoryDataRow<string, string, string, string>> Policies =>
    [
        new("Retain", "Retain", "data-db-0 data-db-1", "data-db-0 data-db-1"),
        new("Retain", "Delete", "data-db-0", "data-db-0 data-db-1"),
        new("Delete", "Retain", "data-db-0 data-db-1", ""),
        new("Delete", "Delete", "data-db-0", ""),
    ];

    [Theory, MemberData(nameof(Policies))]
    public void Claims_goAsThePolicySays(string whenDeleted, string whenScaled, string afterScaling, string afterDeletion)
    {
        world.Apply("kind: StorageClass\napiVersion: storage.k8s.io/v1\nmetadata: {name: standard}\nprovisioner: k8s.io/minikube-hostpath");
        world.Apply($$$"""
            kind: StatefulSet
            apiVersion: apps/v1
            metadata: {name: db}
            spec:
              serviceName: db
              replicas: 2
              persistentVolumeClaimRetentionPolicy: { whenDeleted: {{{whenDeleted}}}, whenScaled: {{{whenScaled}}} }
              selector: {matchLabels: {app: db}}
              template: {metadata: {labels: {app: db} }, spec: {containers: [{name: c, image: app}]} }
              volumeClaimTemplates: [{metadata: {name: data}, spec: {storageClassName: standard, accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi} } } }]
            """).ShouldBe("");
        world.Advance(30);
        Claims().ShouldBe("data-db-0 data-db-1");
        world.Patch("StatefulSet", "db", """{"spec":{"replicas":1}}""");
        world.Advance(10);
        Claims().ShouldBe(afterScaling);
        world.Patch("StatefulSet", "db", """{"spec":{"replicas":2}}""");
        world.Advance(30);
        Claims().ShouldBe("data-db-0 data-db-1");
        world.Delete("StatefulSet", "db");
        world.Advance(10);
        Claims().ShouldBe(afterDeletion);
    }

    private string Claims() => string.Join(' ', world.List<PersistentVolumeClaim>().Select(claim => claim.Metadata.Name));
}
