using Podlab.Api.Model;
using Podlab.Engine.Controllers;
using Podlab.Engine.Tests.Controllers.Support;

namespace Podlab.Engine.Tests.Controllers.Faults;

/// <summary>What a cluster has come to, without what differs between two honest runs: drawn names, uids, times, which of equal nodes was taken, old empty revisions.</summary>
internal static class EndState
{
    public static string Of(World world)
    {
        var lines = new List<string>();
        foreach (var item in world.List<Deployment>()) lines.Add($"{Head(item)} {Status(item.Status with { Conditions = default, CollisionCount = null })} {string.Join(',', item.Status.Conditions.Select(condition => $"{condition.Type}={condition.Status}/{condition.Reason}").Order(StringComparer.Ordinal))}");
        foreach (var item in world.List<ReplicaSet>().Where(set => set.Spec.Replicas > 0 || set.Status.Replicas > 0)) lines.Add($"ReplicaSet of {Owners.ControllerOf(item.Metadata)?.Name} {item.Spec.Template.Spec.Containers[0].Image} {Status(item.Status with { Conditions = default, ObservedGeneration = 0 })}");
        foreach (var item in world.List<ReplicationController>()) lines.Add($"{Head(item)} {Status(item.Status with { Conditions = default })}");
        foreach (var item in world.List<StatefulSet>()) lines.Add($"{Head(item)} {Status(item.Status with { CollisionCount = null, Conditions = default })}");
        foreach (var item in world.List<DaemonSet>()) lines.Add($"{Head(item)} {Status(item.Status with { CollisionCount = null, Conditions = default })}");
        foreach (var item in world.List<Job>()) lines.Add($"{Head(item)} succeeded {item.Status.Succeeded} {item.Status.CompletedIndexes} active {item.Status.Active} {string.Join(',', item.Status.Conditions.Select(condition => $"{condition.Type}={condition.Status}"))}");
        foreach (var item in world.List<CronJob>()) lines.Add($"{Head(item)} last {item.Status.LastScheduleTime:u} {item.Status.Active.Count} active, {item.Status.LastSuccessfulTime is not null}");
        foreach (var item in world.List<ResourceQuota>()) lines.Add($"{Head(item)} {string.Join(',', item.Status.Used.Select(used => $"{used.Key}={used.Value}"))}");
        foreach (var item in world.List<Namespace>()) lines.Add($"{Head(item)} {item.Status.Phase}");
        foreach (var item in world.List<ServiceAccount>()) lines.Add($"{Head(item)} in {item.Metadata.Namespace}");
        foreach (var item in world.List<PodDisruptionBudget>()) lines.Add($"{Head(item)} {item.Status.CurrentHealthy} of {item.Status.ExpectedPods}, {item.Status.DisruptionsAllowed} may go, {item.Status.DisruptedPods.Count} granted");
        foreach (var item in world.List<EndpointSlice>().Where(slice => slice.Metadata.Namespace == "default" && slice.Metadata.Labels.GetValueOrDefault("kubernetes.io/service-name") != "kubernetes")) lines.Add($"EndpointSlice of {Owners.ControllerOf(item.Metadata)?.Name}: {string.Join(',', item.Endpoints.Select(endpoint => endpoint.Conditions?.Ready))}");
        foreach (var item in world.List<Endpoints>().Where(item => item.Metadata.Name != "kubernetes")) lines.Add($"{Head(item)}: {string.Join(',', item.Subsets.Select(subset => $"{subset.Addresses.Count}+{subset.NotReadyAddresses.Count}"))}");
        foreach (var item in world.List<PersistentVolumeClaim>()) lines.Add($"{Head(item)} {item.Status.Phase}");
        foreach (var item in world.List<Node>()) lines.Add($"{Head(item)} {string.Join(',', item.Spec.Taints.Select(taint => $"{taint.Key}:{taint.Effect}").Order(StringComparer.Ordinal))}");
        foreach (var item in world.List<Pod>().Where(pod => Owners.ControllerOf(pod.Metadata)?.Kind != "Job")) lines.Add($"Pod of {OwnerOf(world, item)} {item.Spec.Containers[0].Image} {item.Status.Phase} {item.Metadata.DeletionTimestamp is not null}");
        return string.Join('\n', lines.Order(StringComparer.Ordinal));
    }

    private static string Head(IKubernetesObject item) => $"{item.Kind} {item.Metadata.Name}";

    private static string OwnerOf(World world, Pod pod) => Owners.ControllerOf(pod.Metadata) switch
    {
        null => "nobody",
        { Kind: "ReplicaSet" } set => world.Find<ReplicaSet>(set.Name) is { } found ? Owners.ControllerOf(found.Metadata)?.Name ?? set.Name : "nobody alive",
        { Kind: "StatefulSet" } => pod.Metadata.Name!,
        var owner => $"{owner.Kind} {owner.Name}",
    };

    /// <summary>The counts; revisions are hashes and the same in both runs.</summary>
    private static string Status<T>(T status)
        where T : class => status.ToString()!;
}
