using Podlab.Engine.Scheduling.Framework;
using Podlab.Engine.Scheduling.Queue;

namespace Podlab.Engine.Scheduling.Plugins.PrioritySort;

/// <summary>Higher priority first; of equal ones, who has waited longer.</summary>
internal sealed class PrioritySortPlugin : IQueueSortPlugin
{
    public string Name => PluginNames.PrioritySort;

    public int Compare(QueuedPod? a, QueuedPod? b) =>
        b!.Pod.Priority.CompareTo(a!.Pod.Priority) is var order and not 0 ? order : a.Since.CompareTo(b.Since);
}
