using Podlab.Engine.Scheduling.Cache;

namespace Podlab.Engine.Scheduling.Queue;

/// <summary>Events of one resource that can help a pod a plugin refused.</summary>
/// <param name="Helps">Whether this change may make the waiting pod fit; null: always.</param>
public sealed record EventHint(EventResource Resource, EventAction Actions, Func<PodInfo, ClusterEvent, bool>? Helps = null)
{
    public bool Concerns(ClusterEvent change) => change.Resource == Resource && (change.Action & Actions) != 0;
}
