using Podlab.Api;
using Podlab.Api.Model;
using Podlab.Engine.Apiserver.Admission.Limits;

namespace Podlab.Engine.Apiserver.Admission.Quotas;

/// <summary>What an object counts against a quota.</summary>
/// <remarks>Follows pkg/quota/v1/evaluator/core (v1.36.3).</remarks>
internal static class QuotaUsage
{
    private static readonly string[] CountedByName = ["pods", "services", "replicationcontrollers", "resourcequotas", "secrets", "configmaps", "persistentvolumeclaims"];
    private static readonly Quantity One = Quantity.Of(1);

    /// <summary>Names and amounts; the names that a quota does not limit are left out later.</summary>
    /// <param name="now">Null: what it counts while it lives.</param>
    public static ValueMap<Quantity> Of(ResourceInfo resource, IKubernetesObject value, DateTimeOffset? now = null)
    {
        var usage = new List<KeyValuePair<string, Quantity>> { KeyValuePair.Create("count/" + resource.QualifiedName, One) };
        switch (value)
        {
            // A pod that has ended counts as an object, not as a consumer; so does one that should have been gone by now.
            case Pod { Status.Phase: PodStatus.PhaseValues.Succeeded or PodStatus.PhaseValues.Failed }:
                break;
            case Pod pod when now is { } time && pod.Metadata is { DeletionTimestamp: { } deletion, DeletionGracePeriodSeconds: { } grace } && time > deletion.AddSeconds(grace):
                break;
            case Pod pod:
                AddPod(usage, pod);
                break;
            case Service service:
                AddService(usage, service);
                break;
            case PersistentVolumeClaim claim:
                AddClaim(usage, claim);
                break;
            default:
                if (resource.Group.Length == 0 && CountedByName.Contains(resource.Name)) usage.Add(KeyValuePair.Create(resource.Name, One));
                break;
        }

        return ValueMap<Quantity>.From(usage);
    }

    /// <summary>The amounts that containers must state where a quota limits them, by container that does not.</summary>
    public static string? Missing(Pod pod, IReadOnlyCollection<string> limited)
    {
        var missing = new SortedDictionary<string, SortedSet<string>>(StringComparer.Ordinal);
        foreach (var container in (IEnumerable<Container>)[.. pod.Spec.Containers, .. pod.Spec.InitContainers])
        {
            var lacking = new SortedSet<string>(StringComparer.Ordinal);
            foreach (var name in limited)
            {
                var (map, key) = name.StartsWith("limits.", StringComparison.Ordinal) ? (container.Resources.Limits, name["limits.".Length..])
                    : name.StartsWith("requests.", StringComparison.Ordinal) ? (container.Resources.Requests, name["requests.".Length..]) : (container.Resources.Requests, name);
                if (key is "cpu" or "memory" or "ephemeral-storage" && (key != "ephemeral-storage" || name.Contains('.')) && !map.ContainsKey(key) && !HasPodLevel(pod, name, key)) lacking.Add(name);
            }

            if (lacking.Count == 0) continue;
            var resources = string.Join(",", lacking);
            if (!missing.TryGetValue(resources, out var containers)) missing.Add(resources, containers = new SortedSet<string>(StringComparer.Ordinal));
            containers.Add(container.Name);
        }

        return missing.Count == 0 ? null : string.Join("; ", missing.Select(entry => $"{entry.Key} for: {string.Join(",", entry.Value)}"));
    }

    private static bool HasPodLevel(Pod pod, string name, string key) =>
        pod.Spec.Resources is { } resources && (name.StartsWith("limits.", StringComparison.Ordinal) ? resources.Limits : resources.Requests).ContainsKey(key);

    private static void AddPod(List<KeyValuePair<string, Quantity>> usage, Pod pod)
    {
        usage.Add(KeyValuePair.Create("pods", One));
        foreach (var (name, quantity) in PodTotals.Requests(pod.Spec))
        {
            usage.Add(KeyValuePair.Create("requests." + name, quantity));
            if (name is "cpu" or "memory" or "ephemeral-storage" || name.StartsWith("hugepages-", StringComparison.Ordinal)) usage.Add(KeyValuePair.Create(name, quantity));
        }

        foreach (var (name, quantity) in PodTotals.Limits(pod.Spec)) usage.Add(KeyValuePair.Create("limits." + name, quantity));
    }

    private static void AddService(List<KeyValuePair<string, Quantity>> usage, Service service)
    {
        var ports = Quantity.Of(service.Spec.Ports.Count);
        var balanced = service.Spec.Type == "LoadBalancer";
        var nodePorts = service.Spec.Type == "NodePort" || (balanced && service.Spec.AllocateLoadBalancerNodePorts != false) ? ports
            : Quantity.Of(balanced ? service.Spec.Ports.Count(port => port.NodePort != 0) : 0);
        usage.Add(KeyValuePair.Create("services", One));
        usage.Add(KeyValuePair.Create("services.nodeports", nodePorts));
        usage.Add(KeyValuePair.Create("services.loadbalancers", balanced ? One : Quantity.Zero));
    }

    private static void AddClaim(List<KeyValuePair<string, Quantity>> usage, PersistentVolumeClaim claim)
    {
        usage.Add(KeyValuePair.Create("persistentvolumeclaims", One));
        var @class = claim.Spec.StorageClassName ?? claim.Metadata.Annotations.GetValueOrDefault("volume.beta.kubernetes.io/storage-class");
        if (!string.IsNullOrEmpty(@class)) usage.Add(KeyValuePair.Create($"{@class}.storageclass.storage.k8s.io/persistentvolumeclaims", One));
        if (claim.Spec.Resources.Requests.GetValueOrDefault("storage") is not { } storage) return;
        usage.Add(KeyValuePair.Create("requests.storage", storage));
        if (!string.IsNullOrEmpty(@class)) usage.Add(KeyValuePair.Create($"{@class}.storageclass.storage.k8s.io/requests.storage", storage));
    }
}
