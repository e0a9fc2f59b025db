using Podlab.Api.Model;
using Podlab.Engine.Scheduling.Resources;

namespace Podlab.Engine.Scheduling.Queue;

/// <summary>What about an object changed that matters to scheduling.</summary>
/// <remarks>Follows pkg/scheduler/framework/events.go (v1.36.3).</remarks>
internal static class ChangeKinds
{
    public static EventAction OfNode(Node old, Node now)
    {
        EventAction actions = 0;
        if (old.Spec.Unschedulable != now.Spec.Unschedulable || old.Spec.Taints != now.Spec.Taints) actions |= EventAction.UpdateNodeTaint;
        if (old.Status.Allocatable != now.Status.Allocatable) actions |= EventAction.UpdateNodeAllocatable;
        if (old.Metadata.Labels != now.Metadata.Labels) actions |= EventAction.UpdateNodeLabel;
        if (old.Status.DeclaredFeatures != now.Status.DeclaredFeatures) actions |= EventAction.UpdateNodeDeclaredFeature;
        return actions;
    }

    /// <summary>Of a pod that has a node.</summary>
    public static EventAction OfPod(Pod old, Pod now)
    {
        EventAction actions = 0;
        if (old.Metadata.Labels != now.Metadata.Labels) actions |= EventAction.UpdatePodLabel;
        if (NeedsLess(old, now)) actions |= EventAction.UpdatePodScaleDown;
        return actions;
    }

    public static IEnumerable<EventAction> OfWaitingPod(Pod old, Pod now)
    {
        if (old.Metadata.Labels != now.Metadata.Labels) yield return EventAction.UpdatePodLabel;
        if (NeedsLess(old, now)) yield return EventAction.UpdatePodScaleDown;
        if (old.Spec.Tolerations.Count < now.Spec.Tolerations.Count || old.Spec.Tolerations != now.Spec.Tolerations) yield return EventAction.UpdatePodToleration;
        if (!old.Spec.SchedulingGates.IsEmpty && now.Spec.SchedulingGates.IsEmpty) yield return EventAction.UpdatePodSchedulingGatesEliminated;
        if (old.Status.ResourceClaimStatuses != now.Status.ResourceClaimStatuses) yield return EventAction.UpdatePodGeneratedResourceClaim;
    }

    private static bool NeedsLess(Pod old, Pod now)
    {
        if (ReferenceEquals(old.Spec, now.Spec) && ReferenceEquals(old.Status, now.Status)) return false;
        var (before, after) = (PodRequests.Of(old), PodRequests.Of(now));
        return after.MilliCpu < before.MilliCpu || after.Memory < before.Memory || after.EphemeralStorage < before.EphemeralStorage
            || (before.Scalars?.Any(pair => after[pair.Key] < pair.Value) ?? false);
    }
}
