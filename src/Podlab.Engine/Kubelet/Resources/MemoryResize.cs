using System.Globalization;
using Podlab.Api.Model;
using Podlab.Engine.Kubelet.Pleg;
using Podlab.Engine.Runtime;

namespace Podlab.Engine.Kubelet.Resources;

/// <summary>A limit is not lowered below what is in use: whoever holds the memory would be killed for it.</summary>
/// <remarks>Follows pkg/kubelet/kuberuntime/kuberuntime_manager.go validateMemoryResizeAction (v1.36.3).</remarks>
internal static class MemoryResize
{
    /// <returns>Why the containers keep what they have; null: they need not.</returns>
    public static string? Refuse(IContainerRuntime runtime, Pod pod, PodRuntimeState state, IReadOnlyList<(ContainerRuntimeStatus Container, ContainerResources Resources)> resizes)
    {
        List<string>? errors = null;
        long change = 0, used = 0;
        foreach (var (container, resources) in resizes)
        {
            if (resources.MemoryBytes is not { } wanted || container.Resources.MemoryBytes is not { } given) continue;
            change += wanted - given;
            if (wanted >= given || runtime.Stats(container.Id) is not { } stats || stats.MemoryBytes <= wanted) continue;
            (errors ??= []).Add($"attempting to set container \"{container.Name}\" memory limit ({Number(wanted)}) below current usage ({Number(stats.MemoryBytes)})");
        }

        if (change < 0 && PodRequests.LimitOf(pod.Spec, "memory") is { } whole && AllLimited(pod.Spec))
        {
            foreach (var container in state.Containers)
            {
                if (container.State == ContainerRuntimeState.Running && runtime.Stats(container.Id) is { } stats) used += stats.MemoryBytes;
            }

            if (used > whole) (errors ??= []).Insert(0, $"attempting to set pod memory limit ({Number(whole)}) below current usage ({Number(used)})");
        }

        return errors is null ? null : "cannot decrease memory limits: " + (errors.Count == 1 ? errors[0] : $"[{string.Join(", ", errors)}]");
    }

    private static bool AllLimited(PodSpec spec)
    {
        foreach (var container in spec.Containers)
        {
            if (!container.Resources.Limits.ContainsKey("memory")) return false;
        }

        return true;
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
