namespace Podlab.Engine.Kubelet.Workers;

/// <summary>The three stages of a pod on a node.</summary>
internal enum WorkType
{
    /// <summary>The pod should run.</summary>
    Sync,

    /// <summary>The pod's containers are being ended.</summary>
    Terminating,

    /// <summary>Nothing runs any more; what is left is to clean up.</summary>
    Terminated,
}
