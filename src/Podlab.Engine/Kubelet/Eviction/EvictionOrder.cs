using Podlab.Engine.Kubelet.Resources;

namespace Podlab.Engine.Kubelet.Eviction;

/// <summary>Who goes first: those who use more than they asked for, of these the least important, of these the greediest.</summary>
/// <remarks>Follows pkg/kubelet/eviction/helpers.go rankMemoryPressure, rankDiskPressureFunc and rankPIDPressure (v1.36.3).</remarks>
internal sealed class EvictionOrder(string resource) : IComparer<PodUsage>
{
    public int Compare(PodUsage? x, PodUsage? y)
    {
        if (x is null || y is null) return Comparer<object>.Default.Compare(x, y);
        if (resource == EvictionSignal.Processes.Resource)
        {
            var byPriority = Priority(x).CompareTo(Priority(y));
            return byPriority != 0 ? byPriority : y.Processes.CompareTo(x.Processes);
        }

        var (excess, otherExcess) = (Excess(x), Excess(y));
        var exceeds = (otherExcess > 0).CompareTo(excess > 0);
        if (exceeds != 0) return exceeds;
        var priority = Priority(x).CompareTo(Priority(y));
        return priority != 0 ? priority : otherExcess.CompareTo(excess);
    }

    private long Excess(PodUsage usage) => (resource == EvictionSignal.Memory.Resource ? usage.MemoryBytes : resource == EvictionSignal.NodeInodes.Resource ? usage.Inodes : usage.DiskBytes)
        - PodRequests.Of(usage.Pod.Pod.Spec, resource);

    private static int Priority(PodUsage usage) => usage.Pod.Pod.Spec.Priority ?? 0;
}
