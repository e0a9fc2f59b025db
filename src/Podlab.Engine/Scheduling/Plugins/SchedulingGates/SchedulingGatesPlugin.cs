using Podlab.Engine.Scheduling.Cache;
using Podlab.Engine.Scheduling.Framework;
using Podlab.Engine.Scheduling.Queue;

namespace Podlab.Engine.Scheduling.Plugins.SchedulingGates;

/// <summary>A pod with gates is not tried until the last of them is taken away.</summary>
internal sealed class SchedulingGatesPlugin : IPreEnqueuePlugin, IEventHints
{
    public string Name => PluginNames.SchedulingGates;

    public IReadOnlyList<EventHint> Hints { get; } =
        [new(EventResource.TargetPod, EventAction.UpdatePodSchedulingGatesEliminated, static (pod, _) => pod.Pod.Spec.SchedulingGates.IsEmpty)];

    public PluginStatus? PreEnqueue(PodInfo pod) => pod.Pod.Spec.SchedulingGates.IsEmpty
        ? null
        : PluginStatus.Unresolvable(Name, $"waiting for scheduling gates: [{string.Join(' ', pod.Pod.Spec.SchedulingGates.Select(gate => gate.Name))}]");
}
