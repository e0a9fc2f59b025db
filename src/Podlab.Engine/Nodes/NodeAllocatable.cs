using Podlab.Api;
using Podlab.Engine.Kubelet;
using Podlab.Engine.Kubelet.Eviction;

namespace Podlab.Engine.Nodes;

/// <summary>What of a node's capacity pods may ask for: not what is reserved, and not what is kept free by evictions.</summary>
/// <remarks>Follows pkg/kubelet/cm/node_container_manager_linux.go GetNodeAllocatableReservation (v1.36.3).</remarks>
internal static class NodeAllocatable
{
    public static ValueMap<Quantity> Of(ValueMap<Quantity> capacity, KubeletConfiguration configuration)
    {
        var result = capacity;
        foreach (var (resource, amount) in capacity)
        {
            var left = amount;
            if (configuration.KubeReserved.TryGetValue(resource, out var kube)) left = left.Subtract(Quantity.Parse(kube));
            if (configuration.SystemReserved.TryGetValue(resource, out var system)) left = left.Subtract(Quantity.Parse(system));
            var signal = resource switch { "memory" => EvictionSignal.Memory, "ephemeral-storage" => EvictionSignal.NodeDisk, _ => null };
            if (signal is not null && configuration.EvictionHard.TryGetValue(signal.Name, out var kept) && EvictionAmount.Parse(kept) is { } threshold)
                left = left.Subtract(Quantity.Of(threshold.Of(amount.Value), QuantityFormat.BinarySI));
            if (left.Sign < 0) left = Quantity.Zero;
            if (left != amount) result = result.Set(resource, left);
        }

        return result;
    }
}
