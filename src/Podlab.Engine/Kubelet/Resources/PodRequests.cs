using Podlab.Api;
using Podlab.Api.Model;
using Podlab.Engine.Kubelet.Containers;

namespace Podlab.Engine.Kubelet.Resources;

/// <summary>What a pod asks for of a resource: its containers and sidecars together, or its greediest init container with the sidecars before it.</summary>
/// <remarks>Follows staging/src/k8s.io/component-helpers/resource/helpers.go (v1.36.3).</remarks>
internal static class PodRequests
{
    /// <returns>Thousandths for cpu, whole units else.</returns>
    public static long Of(PodSpec spec, string resource)
    {
        long sum = 0;
        foreach (var container in spec.Containers) sum += Amount(container.Resources.Requests, resource);
        long sidecars = 0, highest = 0;
        foreach (var container in spec.InitContainers)
        {
            var request = Amount(container.Resources.Requests, resource);
            if (container.IsSidecar())
            {
                sidecars += request;
                highest = Math.Max(highest, sidecars);
            }
            else
            {
                highest = Math.Max(highest, sidecars + request);
            }
        }

        var total = Math.Max(sum + sidecars, highest);
        if (spec.Resources is { } whole && whole.Requests.ContainsKey(resource)) total = Amount(whole.Requests, resource);
        return total + Amount(spec.Overhead, resource);
    }

    /// <summary>What all containers together may use; null: no container says. Thousandths for cpu, whole units else.</summary>
    public static long? LimitOf(PodSpec spec, string resource)
    {
        if (spec.Resources is { } whole && whole.Limits.ContainsKey(resource)) return Amount(whole.Limits, resource);
        long? sum = null;
        foreach (var container in spec.Containers)
        {
            if (container.Resources.Limits.ContainsKey(resource)) sum = (sum ?? 0) + Amount(container.Resources.Limits, resource);
        }

        foreach (var container in spec.InitContainers)
        {
            if (!container.Resources.Limits.ContainsKey(resource)) continue;
            var limit = Amount(container.Resources.Limits, resource);
            sum = container.IsSidecar() ? (sum ?? 0) + limit : Math.Max(sum ?? 0, limit);
        }

        return sum;
    }

    private static long Amount(ValueMap<Quantity> map, string resource) =>
        map.GetValueOrDefault(resource) is { } quantity ? resource == "cpu" ? quantity.MilliValue : quantity.Value : 0;
}
