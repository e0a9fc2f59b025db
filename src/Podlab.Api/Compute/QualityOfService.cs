using Podlab.Api.Model;

namespace Podlab.Api.Compute;

/// <summary>A pod's class when memory runs short.</summary>
/// <remarks>Follows pkg/apis/core/helper/qos/qos.go (v1.36.3).</remarks>
public static class QualityOfService
{
    public const string Guaranteed = "Guaranteed";
    public const string Burstable = "Burstable";
    public const string BestEffort = "BestEffort";

    public static string Of(PodSpec spec)
    {
        if (spec.Resources is { } own && !(own.Requests.IsEmpty && own.Limits.IsEmpty))
        {
            return Judge([own]);
        }
        var resources = new List<ResourceRequirements>(spec.Containers.Count + spec.InitContainers.Count);
        foreach (var container in spec.Containers)
        {
            resources.Add(container.Resources);
        }
        foreach (var container in spec.InitContainers)
        {
            resources.Add(container.Resources);
        }
        return Judge(resources);
    }

    private static string Judge(List<ResourceRequirements> all)
    {
        var (requestsCpu, requestsMemory) = (Quantity.Zero, Quantity.Zero);
        var (limitsCpu, limitsMemory) = (Quantity.Zero, Quantity.Zero);
        var guaranteed = true;
        bool requestCpu = false, requestMemory = false, limitCpu = false, limitMemory = false;
        foreach (var one in all)
        {
            requestCpu |= Sum(one.Requests, ResourceNames.Cpu, ref requestsCpu);
            requestMemory |= Sum(one.Requests, ResourceNames.Memory, ref requestsMemory);
            var hasCpu = Sum(one.Limits, ResourceNames.Cpu, ref limitsCpu);
            var hasMemory = Sum(one.Limits, ResourceNames.Memory, ref limitsMemory);
            limitCpu |= hasCpu;
            limitMemory |= hasMemory;
            guaranteed &= hasCpu && hasMemory;
        }
        if (!(requestCpu || requestMemory || limitCpu || limitMemory))
        {
            return BestEffort;
        }
        guaranteed = guaranteed
            && (!requestCpu || requestsCpu.CompareTo(limitsCpu) == 0) && (!requestMemory || requestsMemory.CompareTo(limitsMemory) == 0)
            && requestCpu == limitCpu && requestMemory == limitMemory;
        return guaranteed ? Guaranteed : Burstable;
    }

    private static bool Sum(ValueMap<Quantity> list, string name, ref Quantity sum)
    {
        if (!list.TryGetValue(name, out var amount) || amount.Sign <= 0)
        {
            return false;
        }
        sum = sum.Add(amount);
        return true;
    }
}
