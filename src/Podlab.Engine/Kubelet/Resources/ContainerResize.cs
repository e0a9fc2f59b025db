using Podlab.Api.Model;
using Podlab.Engine.Runtime;

namespace Podlab.Engine.Kubelet.Resources;

/// <summary>Changes of a running container's limits (in-place resize), and what its limits mean to the runtime.</summary>
/// <remarks>Follows pkg/kubelet/kuberuntime/kuberuntime_manager.go computePodResizeAction and kuberuntime_container_linux.go (v1.36.3).</remarks>
internal static class ContainerResize
{
    private const long MinShares = 2;

    /// <returns>Null: the container has what its specification says.</returns>
    public static (ContainerResources Resources, bool NeedsRestart)? Plan(Pod pod, Container container, ContainerRuntimeStatus status)
    {
        var (memory, cpu, shares) = Limits(pod, container);
        var actual = status.Resources;
        if (actual.MemoryBytes == memory && actual.CpuMillis == cpu && actual.CpuShares == shares) return null;
        var needsRestart = false;
        foreach (var policy in container.ResizePolicy)
        {
            if (policy.RestartPolicy != "RestartContainer") continue;
            if (policy.ResourceName == "memory" && actual.MemoryBytes != memory) needsRestart = true;
            if (policy.ResourceName == "cpu" && (actual.CpuMillis != cpu || actual.CpuShares != shares)) needsRestart = true;
        }

        return (actual with { MemoryBytes = memory, CpuMillis = cpu, CpuShares = shares }, needsRestart);
    }

    public static ContainerResources For(Pod pod, Container container, string qosClass, long memoryCapacityBytes)
    {
        var (memory, cpu, shares) = Limits(pod, container);
        return new ContainerResources(memory, cpu, shares, QualityOfService.OomScoreAdjustment(pod, container, qosClass, memoryCapacityBytes));
    }

    private static (long? Memory, long? Cpu, long? Shares) Limits(Pod pod, Container container)
    {
        var limits = container.Resources.Limits;
        var cpu = limits.GetValueOrDefault("cpu") is { IsZero: false } cpuLimit ? cpuLimit.MilliValue : (long?)null;
        var memory = limits.GetValueOrDefault("memory") is { IsZero: false } memoryLimit ? memoryLimit.Value : (long?)null;
        if (pod.Spec.Resources is { } whole)
        {
            // A container without a limit of its own may take what the whole pod may.
            memory ??= whole.Limits.GetValueOrDefault("memory") is { IsZero: false } most ? most.Value : null;
            cpu ??= whole.Limits.GetValueOrDefault("cpu") is { IsZero: false } time ? time.MilliValue : null;
        }

        var request = container.Resources.Requests.GetValueOrDefault("cpu")?.MilliValue ?? cpu ?? 0;
        return (memory, cpu, Math.Max(MinShares, request * 1024 / 1000));
    }
}
