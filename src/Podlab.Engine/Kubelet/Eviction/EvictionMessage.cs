using System.Text;
using Podlab.Api;
using Podlab.Api.Model;
using Podlab.Engine.Kubelet.Containers;

namespace Podlab.Engine.Kubelet.Eviction;

/// <summary>Why a pod was evicted, in the words of pkg/kubelet/eviction/helpers.go evictionMessage (v1.36.3).</summary>
internal static class EvictionMessage
{
    public static string Of(EvictionThreshold threshold, NodeObservation observed, PodUsage usage)
    {
        var signal = threshold.Signal;
        // A share of the capacity is told in powers of two, whatever is counted.
        var wanted = Text(threshold.AmountOf(observed.Capacity), signal.IsCount && threshold.Quantity is not null);
        var text = new StringBuilder($"The node was low on resource: {signal.Resource}. Threshold quantity: {wanted}, available: {Text(observed.Available, signal.IsCount)}. ");
        var spec = usage.Pod.Pod.Spec;
        if (signal == EvictionSignal.Memory && spec.Resources?.Requests.GetValueOrDefault(signal.Resource) is { } whole)
            text.Append($"Pod {usage.Pod.Pod.Metadata.Name} was using {Text(usage.MemoryBytes, false)}, request is {whole}, has larger consumption of {signal.Resource}. ");
        foreach (var (name, stats) in usage.Containers)
        {
            if (signal.IsCount || IsEphemeral(spec, name) || spec.FindContainer(name) is not { } container) continue;
            var used = signal == EvictionSignal.Memory ? stats.MemoryBytes : stats.FileSystemBytes;
            var request = container.Resources.Requests.GetValueOrDefault(signal.Resource) ?? Quantity.Zero;
            if (used > request.Value) text.Append($"Container {name} was using {Text(used, false)}, request is {request}, has larger consumption of {signal.Resource}. ");
        }

        return text.ToString();
    }

    private static string Text(long amount, bool isCount) => Quantity.Of(amount, isCount ? QuantityFormat.DecimalSI : QuantityFormat.BinarySI).ToString();

    private static bool IsEphemeral(PodSpec spec, string name)
    {
        foreach (var container in spec.EphemeralContainers)
        {
            if (container.Name == name) return true;
        }

        return false;
    }
}
