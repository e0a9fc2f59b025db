namespace Podlab.Engine.Scheduling.Queue;

/// <summary>What kind of thing changed.</summary>
public enum EventResource
{
    /// <summary>A pod that has a node.</summary>
    AssignedPod,

    /// <summary>The waiting pod itself.</summary>
    TargetPod,
    Node,
    Namespace,
    PersistentVolume,
    PersistentVolumeClaim,
    StorageClass,
    CsiNode,
    ResourceClaim,
    ResourceSlice,
    DeviceClass,

    /// <summary>Not a change: pods that waited too long are tried again.</summary>
    WildCard,
}

/// <summary>What about it changed.</summary>
/// <remarks>Follows ActionType in staging/src/k8s.io/kube-scheduler/framework/types.go (v1.36.3).</remarks>
[Flags]
public enum EventAction
{
    Add = 1,
    Delete = 1 << 1,
    UpdateNodeAllocatable = 1 << 2,
    UpdateNodeLabel = 1 << 3,
    UpdateNodeTaint = 1 << 4,
    UpdateNodeDeclaredFeature = 1 << 5,
    UpdatePodLabel = 1 << 6,
    UpdatePodScaleDown = 1 << 7,
    UpdatePodToleration = 1 << 8,
    UpdatePodSchedulingGatesEliminated = 1 << 9,
    UpdatePodGeneratedResourceClaim = 1 << 10,
    UpdateOther = 1 << 11,
    Update = UpdateNodeAllocatable | UpdateNodeLabel | UpdateNodeTaint | UpdateNodeDeclaredFeature | UpdatePodLabel
        | UpdatePodScaleDown | UpdatePodToleration | UpdatePodSchedulingGatesEliminated | UpdatePodGeneratedResourceClaim | UpdateOther,
    All = Add | Delete | Update,
}

/// <summary>A change of the cluster, as queueing hints judge it.</summary>
/// <param name="Old">The object before; null for an addition.</param>
/// <param name="New">The object after; null for a deletion.</param>
public readonly record struct ClusterEvent(EventResource Resource, EventAction Action, object? Old, object? New)
{
    public static ClusterEvent Leftover { get; } = new(EventResource.WildCard, EventAction.All, null, null);
}
