using Podlab.Api;
using Podlab.Api.Model;

namespace Podlab.Engine.Kubelet.Resources;

/// <summary>How well a pod is served when its node runs short.</summary>
/// <remarks>Follows pkg/apis/core/v1/helper/qos/qos.go and pkg/kubelet/qos/policy.go (v1.36.3).</remarks>
internal static class QualityOfService
{
    public const string Guaranteed = "Guaranteed";
    public const string Burstable = "Burstable";
    public const string BestEffort = "BestEffort";
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
        if (pod.Spec.Priority >= 2_000_000_000) return -997;
        if (qosClass == Guaranteed) return -997;
        if (qosClass == BestEffort) return 1000;
        var request = container.Resources.Requests.GetValueOrDefault("memory")?.Value ?? 0;
        if (memoryCapacityBytes <= 0) return 999;
        var score = 1000 - 1000 * request / memoryCapacityBytes;
        return score < 3 ? 3 : score > 999 ? 999 : (int)score;
    }

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
