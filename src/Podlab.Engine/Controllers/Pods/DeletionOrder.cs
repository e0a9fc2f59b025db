using System.Globalization;
using Podlab.Api.Model;

namespace Podlab.Engine.Controllers.Pods;

/// <summary>Which of too many pods go first: what costs least to lose.</summary>
/// <remarks>Follows ActivePodsWithRanks in pkg/controller/controller_utils.go (v1.36.3); times are compared by the logarithm of their age, ties by uid.</remarks>
internal sealed class DeletionOrder(Func<Pod, int> rank, DateTimeOffset now) : IComparer<Pod>
{
    private const string CostAnnotation = "controller.kubernetes.io/pod-deletion-cost";

    public int Compare(Pod? x, Pod? y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        if (ReferenceEquals(x, y)) return 0;
        if (First(string.IsNullOrEmpty(x.Spec.NodeName), string.IsNullOrEmpty(y.Spec.NodeName)) is var unassigned and not 0) return unassigned;
        if (PhaseOrder(x).CompareTo(PhaseOrder(y)) is var phase and not 0) return phase;
        if (First(!x.IsReady(), !y.IsReady()) is var unready and not 0) return unready;
        if (Cost(x).CompareTo(Cost(y)) is var cost and not 0) return cost;
        if (rank(y).CompareTo(rank(x)) is var crowded and not 0) return crowded;
        if (x.IsReady() && y.IsReady())
        {
            var (readyX, readyY) = (x.Condition("Ready")!.LastTransitionTime, y.Condition("Ready")!.LastTransitionTime);
            if (readyX != readyY) return ByAge(x, readyX, y, readyY);
        }

        if (Restarts(y).CompareTo(Restarts(x)) is var restarts and not 0) return restarts;
        var (madeX, madeY) = (x.Metadata.CreationTimestamp, y.Metadata.CreationTimestamp);
        return madeX != madeY ? ByAge(x, madeX, y, madeY) : string.CompareOrdinal(x.Metadata.Name, y.Metadata.Name);
    }

    private static int First(bool x, bool y) => x == y ? 0 : x ? -1 : 1;

    private static int PhaseOrder(Pod pod) => pod.Status.Phase switch { "Pending" => 0, "Running" => 2, _ => 1 };

    private static int Cost(Pod pod) =>
        pod.Metadata.Annotations.TryGetValue(CostAnnotation, out var text) && int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var cost) ? cost : 0;

    /// <summary>The most restarts of a container, then of a sidecar.</summary>
    private static (int Containers, int Sidecars) Restarts(Pod pod)
    {
        var (containers, sidecars) = (0, 0);
        foreach (var status in pod.Status.ContainerStatuses) containers = Math.Max(containers, status.RestartCount);
        foreach (var status in pod.Status.InitContainerStatuses)
        {
            if (pod.Spec.InitContainers.Any(container => container.Name == status.Name && container.RestartPolicy == "Always")) sidecars = Math.Max(sidecars, status.RestartCount);
        }

        return (containers, sidecars);
    }

    private int ByAge(Pod x, DateTimeOffset? timeX, Pod y, DateTimeOffset? timeY) =>
        Magnitude(timeX).CompareTo(Magnitude(timeY)) is var order and not 0 ? order : string.CompareOrdinal(x.Metadata.Uid, y.Metadata.Uid);

    /// <summary>Powers of two of the age in nanoseconds: pods of about the same age are equal, so that old ones do not always stay.</summary>
    private int Magnitude(DateTimeOffset? time)
    {
        var age = now - (time ?? DateTimeOffset.MinValue);
        return age > TimeSpan.Zero ? (int)Math.Log2(age.Ticks * 100.0) : -1;
    }
}
