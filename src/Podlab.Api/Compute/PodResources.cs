using Podlab.Api.Model;

namespace Podlab.Api.Compute;

/// <summary>What a pod's containers need together: the sum of what runs at once, at its peak during start.</summary>
/// <remarks>Follows staging/src/k8s.io/component-helpers/resource/helpers.go (v1.36.3).</remarks>
public static class PodResources
{
    /// <summary>Requests of the containers alone, without overhead and what the pod as a whole asks for.</summary>
    public static ValueMap<Quantity> AggregateRequests(PodSpec spec) => Aggregate(spec, container => container.Resources.Requests);

    public static ValueMap<Quantity> AggregateLimits(PodSpec spec) => Aggregate(spec, container => container.Resources.Limits);

    public static bool IsSidecar(Container container) => container.RestartPolicy == "Always";

    private static ValueMap<Quantity> Aggregate(PodSpec spec, Func<Container, ValueMap<Quantity>> amounts)
    {
        var sum = ValueMap<Quantity>.Empty;
        foreach (var container in spec.Containers)
        {
            sum = Add(sum, amounts(container));
        }
        var sidecars = ValueMap<Quantity>.Empty;
        var peak = ValueMap<Quantity>.Empty;
        foreach (var container in spec.InitContainers)
        {
            var needed = amounts(container);
            if (IsSidecar(container))
            {
                sum = Add(sum, needed);
                sidecars = Add(sidecars, needed);
                needed = sidecars;
            }
            else
            {
                needed = Add(needed.IsAbsent ? ValueMap<Quantity>.Empty : needed, sidecars);
            }
            peak = Max(peak, needed);
        }
        return Max(sum, peak);
    }

    private static ValueMap<Quantity> Add(ValueMap<Quantity> list, ValueMap<Quantity> more)
    {
        foreach (var (name, amount) in more)
        {
            list = list.Set(name, list.TryGetValue(name, out var there) ? there.Add(amount) : amount);
        }
        return list;
    }

    private static ValueMap<Quantity> Max(ValueMap<Quantity> list, ValueMap<Quantity> other)
    {
        foreach (var (name, amount) in other)
        {
            if (!list.TryGetValue(name, out var there) || amount > there)
            {
                list = list.Set(name, amount);
            }
        }
        return list;
    }
}
