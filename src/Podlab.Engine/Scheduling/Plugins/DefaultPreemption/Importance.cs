using Podlab.Engine.Scheduling.Cache;

namespace Podlab.Engine.Scheduling.Plugins.DefaultPreemption;

/// <summary>Which of two pods is spared first: the one of higher priority, then the one that has run longer.</summary>
internal sealed class Importance : IComparer<PodInfo>
{
    public static Importance MostFirst { get; } = new();

    public int Compare(PodInfo? a, PodInfo? b) =>
        b!.Priority.CompareTo(a!.Priority) is var order and not 0 ? order : StartOf(a).CompareTo(StartOf(b));

    /// <summary>A pod that has not started counts as starting now, later than all others.</summary>
    public static DateTimeOffset StartOf(PodInfo pod) => pod.Pod.Status.StartTime ?? DateTimeOffset.MaxValue;
}
