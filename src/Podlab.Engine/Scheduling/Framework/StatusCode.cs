namespace Podlab.Engine.Scheduling.Framework;

/// <summary>What a plugin's answer causes.</summary>
/// <remarks>Follows staging/src/k8s.io/kube-scheduler/framework/interface.go (v1.36.3).</remarks>
public enum StatusCode
{
    Success,

    /// <summary>Something that should not happen; the pod is tried again after a back-off.</summary>
    Error,

    /// <summary>The pod does not fit now; preemption may help.</summary>
    Unschedulable,

    /// <summary>The pod does not fit, and removing other pods would not change that.</summary>
    UnschedulableAndUnresolvable,

    /// <summary>The plugin has nothing to say about this pod; its later extension points of the same phase are left out.</summary>
    Skip,

    /// <summary>The pod waits for something outside the scheduler and shall be tried at once when it happens.</summary>
    Pending,
}
