using Podlab.Engine.Scheduling.Cache;

namespace Podlab.Engine.Scheduling.Plugins.DefaultPreemption;

/// <summary>Which of two pods is spared first: the one of higher priority, then the one that has run longer.</summary>
internal static class Importance
{
    /// <summary>Puts the most important first; equals keep their order.</summary>
    public static void Sort(List<PodInfo> pods)
    {
        // By insertion: a node has few pods, and List.Sort does not keep the order of equals.
        for (var i = 1; i < pods.Count; i++)
        {
            var pod = pods[i];
            var place = i;
            for (; place > 0 && Compare(pod, pods[place - 1]) < 0; place--) pods[place] = pods[place - 1];
            pods[place] = pod;
        }
    }

    /// <summary>A pod that has not started counts as starting now, later than all others.</summary>
    public static DateTimeOffset StartOf(PodInfo pod) => pod.Pod.Status.StartTime ?? DateTimeOffset.MaxValue;

    private static int Compare(PodInfo a, PodInfo b) =>
        b.Priority.CompareTo(a.Priority) is var order and not 0 ? order : StartOf(a).CompareTo(StartOf(b));
}
