using Podlab.Api;
using Podlab.Api.Model;
using Podlab.Engine.Kubelet.Containers;

namespace Podlab.Engine.Kubelet.Resources;

/// <summary>How well a pod is served when its node runs short.</summary>
/// <remarks>Follows pkg/apis/core/v1/helper/qos/qos.go and pkg/kubelet/qos/policy.go (v1.36.3).</remarks>
internal static class QualityOfService
{
    public const string Guaranteed = "Guaranteed";
    public const string Burstable = "Burstable";
    public const string BestEffort = "BestEffort";
    private const string NodeCritical = "system-node-critical";
    private const int NeverKilled = -997;
    private static readonly string[] Counted = ["cpu", "memory"];

    public static string ClassOf(PodSpec spec)
    {
        if (spec.Resources is { } whole && (!whole.Requests.IsEmpty || !whole.Limits.IsEmpty))
            return IsGuaranteed(whole) ? Guaranteed : Burstable;
        var (anything, guaranteed) = (false, true);
        Judge(spec.Containers, ref anything, ref guaranteed);
        Judge(spec.InitContainers, ref anything, ref guaranteed);
        return !anything ? BestEffort : guaranteed ? Guaranteed : Burstable;
    }

    /// <summary>Who is killed first when memory runs out: 1000 first, -1000 never.</summary>
    /// <param name="memoryCapacityBytes">The node's memory.</param>
    public static int OomScoreAdjustment(Pod pod, Container container, string qosClass, long memoryCapacityBytes)
    {
        if (pod.Spec.PriorityClassName == NodeCritical || qosClass == Guaranteed) return NeverKilled;
        if (qosClass == BestEffort) return 1000;
        if (memoryCapacityBytes <= 0) return 999;
        var share = ShareOfPod(pod.Spec);
        var score = 1000 - 1000 * (MemoryRequest(container) + share) / memoryCapacityBytes;
        // A sidecar outlives the least of those that it serves.
        if (pod.Spec.InitContainers.Any(other => other.Name == container.Name && other.IsSidecar()))
            score = Math.Min(score, 1000 - 1000 * (pod.Spec.Containers.Min(MemoryRequest) + share) / memoryCapacityBytes);
        return score < 1000 + NeverKilled ? 1000 + NeverKilled : score > 999 ? 999 : (int)score;
    }

    /// <summary>What each container gets of the memory that is asked for the whole pod and by none of its containers.</summary>
    private static long ShareOfPod(PodSpec spec)
    {
        if (spec.Resources?.Requests.GetValueOrDefault("memory") is not { IsZero: false } memory) return 0;
        var asked = PodRequests.Of(spec with { Resources = null, Overhead = default }, "memory");
        return (memory.Value - asked) / (spec.Containers.Count + spec.InitContainers.Count);
    }

    private static long MemoryRequest(Container container) => container.Resources.Requests.GetValueOrDefault("memory")?.Value ?? 0;

    private static bool IsGuaranteed(ResourceRequirements resources)
    {
        foreach (var name in Counted)
        {
            if (resources.Limits.GetValueOrDefault(name) is not { IsZero: false } limit) return false;
            if (resources.Requests.GetValueOrDefault(name) is { } request && request.CompareTo(limit) != 0) return false;
        }

        return true;
    }

    private static void Judge(ValueList<Container> containers, ref bool anything, ref bool guaranteed)
    {
        foreach (var container in containers)
        {
            foreach (var name in Counted)
            {
                if (container.Resources.Requests.GetValueOrDefault(name) is { IsZero: false } || container.Resources.Limits.GetValueOrDefault(name) is { IsZero: false }) anything = true;
            }

            if (!IsGuaranteed(container.Resources)) guaranteed = false;
        }
    }
}
