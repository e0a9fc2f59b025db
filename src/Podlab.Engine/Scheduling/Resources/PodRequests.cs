using Podlab.Api;
using Podlab.Api.Model;

namespace Podlab.Engine.Scheduling.Resources;

/// <summary>What a pod asks of its node, all containers, overhead and pod-level amounts together.</summary>
/// <remarks>Follows staging/src/k8s.io/component-helpers/resource/helpers.go (v1.36.3).</remarks>
internal static class PodRequests
{
    /// <summary>What scoring takes for a container that does not say: thousandths of a core.</summary>
    public const long DefaultMilliCpu = 100;

    /// <summary>What scoring takes for a container that does not say: bytes.</summary>
    public const long DefaultMemory = 200 * 1024 * 1024;

    /// <summary>For fitting, and as load of a pod that is there.</summary>
    public static ResourceAmounts Of(Pod pod) => Total(pod, podLevel: true, defaults: false);

    /// <summary>As load in scores: containers that say nothing count as the defaults, unless the whole pod says it.</summary>
    public static ResourceAmounts NonZeroOf(Pod pod) => Total(pod, podLevel: true, defaults: true);

    /// <summary>As LeastAllocated weighs the incoming pod: the containers' requests or the defaults, whatever the whole pod says.</summary>
    public static ResourceAmounts OfContainersNonZero(Pod pod) => Total(pod, podLevel: false, defaults: true);

    private static ResourceAmounts Total(Pod pod, bool podLevel, bool defaults)
    {
        var spec = pod.Spec;
        var whole = podLevel ? spec.Resources : null;
        var fillCpu = defaults && !(whole?.Requests.ContainsKey("cpu") ?? false);
        var fillMemory = defaults && !(whole?.Requests.ContainsKey("memory") ?? false);
        var infeasible = IsResizeInfeasible(pod);
        ResourceAmounts OfContainer(Container container, ValueList<ContainerStatus> statuses, bool resizable)
        {
            var status = resizable ? StatusOf(container, statuses) : null;
            var amounts = ContainerAmounts(container, status, infeasible, out var cpu, out var memory);
            if (fillCpu && !cpu) amounts.MilliCpu = DefaultMilliCpu;
            if (fillMemory && !memory) amounts.Memory = DefaultMemory;
            return amounts;
        }

        var total = new ResourceAmounts();
        foreach (var container in spec.Containers) total.Add(OfContainer(container, pod.Status.ContainerStatuses, true));
        if (!spec.InitContainers.IsEmpty)
        {
            ResourceAmounts sidecars = new(), highest = new();
            foreach (var container in spec.InitContainers)
            {
                var restartable = container.RestartPolicy == "Always";
                var amounts = OfContainer(container, pod.Status.InitContainerStatuses, restartable);
                if (restartable)
                {
                    total.Add(amounts);
                    sidecars.Add(amounts);
                    highest.Raise(sidecars);
                }
                else
                {
                    amounts.Add(sidecars);
                    highest.Raise(amounts);
                }
            }

            total.Raise(highest);
        }

        if (whole is not null)
        {
            // A resize of the whole pod weighs like that of a container: the largest of what is wanted, allocated and actual.
            var actual = pod.Status.Resources is null ? default(ResourceAmounts?) : LargestOf(whole.Requests, pod.Status.Resources.Requests, pod.Status.AllocatedResources, infeasible);
            foreach (var (name, quantity) in whole.Requests)
            {
                if (IsPodLevelResource(name)) total.Set(name, actual is { } resized ? resized[name] : ResourceAmounts.AmountOf(name, quantity));
            }
        }

        foreach (var (name, quantity) in spec.Overhead) total.Set(name, total[name] + ResourceAmounts.AmountOf(name, quantity));
        return total;
    }

    private static ContainerStatus? StatusOf(Container container, ValueList<ContainerStatus> statuses)
    {
        foreach (var status in statuses)
        {
            if (status.Name == container.Name) return status.Resources is null ? null : status;
        }

        return null;
    }

    private static ResourceAmounts ContainerAmounts(Container container, ContainerStatus? status, bool infeasible, out bool cpu, out bool memory)
    {
        var requests = container.Resources.Requests;
        if (status is null)
        {
            cpu = requests.ContainsKey("cpu");
            memory = requests.ContainsKey("memory");
            return ResourceAmounts.Of(requests);
        }

        var actual = status.Resources!.Requests;
        var allocated = status.AllocatedResources;
        var amounts = LargestOf(requests, actual, allocated, infeasible);
        bool Has(string name) => actual.ContainsKey(name) || allocated.ContainsKey(name) || (!infeasible && requests.ContainsKey(name));
        cpu = Has("cpu");
        memory = Has("memory");
        return amounts;
    }

    private static ResourceAmounts LargestOf(ValueMap<Quantity> wanted, ValueMap<Quantity> actual, ValueMap<Quantity> allocated, bool infeasible)
    {
        var amounts = ResourceAmounts.Of(actual);
        amounts.Raise(ResourceAmounts.Of(allocated));
        if (!infeasible) amounts.Raise(ResourceAmounts.Of(wanted));
        return amounts;
    }

    private static bool IsPodLevelResource(string name) => name is "cpu" or "memory" || name.StartsWith("hugepages-", StringComparison.Ordinal);

    private static bool IsResizeInfeasible(Pod pod)
    {
        foreach (var condition in pod.Status.Conditions)
        {
            if (condition is { Type: "PodResizePending", Reason: "Infeasible" }) return true;
        }

        return false;
    }
}
