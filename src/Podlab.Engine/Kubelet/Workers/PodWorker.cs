using Podlab.Api.Model;
using Podlab.Engine.Kubelet.Containers;
using Podlab.Engine.Kubelet.Pleg;
using Podlab.Engine.Kubelet.Probes;
using Podlab.Engine.Kubelet.Resources;
using Podlab.Engine.Kubelet.Status;
using Podlab.Engine.Kubelet.Volumes;

namespace Podlab.Engine.Kubelet.Workers;

/// <summary>One pod on a node: its latest specification, its stage, and what each part of the kubelet knows of it.</summary>
internal sealed class PodWorker(Pod pod)
{
    /// <summary>The pod as the API last showed it, with the resources that the node has given it.</summary>
    public Pod Pod { get; set; } = pod;

    public string Uid { get; } = pod.Metadata.Uid ?? "";

    /// <summary>"NAME_NAMESPACE(UID)", as messages name a pod.</summary>
    public string Identity => $"{Pod.Metadata.Name}_{Pod.Metadata.Namespace}({Pod.Metadata.Uid})";

    /// <summary>When the kubelet first saw the pod.</summary>
    public DateTimeOffset SeenAt { get; init; }

    /// <summary>From a file on the node and not from the API.</summary>
    public bool IsStatic { get; init; }

    public WorkType Stage { get; set; }

    /// <summary>The worker has ended all containers for good.</summary>
    public bool IsTerminated => Stage == WorkType.Terminated;

    public bool IsTerminating => Stage != WorkType.Sync;

    /// <summary>The pod has left the node; nothing may happen for its sake any more.</summary>
    public bool IsFinished { get; set; }

    /// <summary>The API does not know the pod any more.</summary>
    public bool IsGone { get; set; }

    /// <summary>Overrides the pod's own grace period, where the end was not asked for by a deletion.</summary>
    public long? GracePeriodOverride { get; set; }

    /// <summary>Says in the status, which is made up otherwise, why the kubelet ends the pod: eviction, shutdown of the node.</summary>
    public Func<PodStatus, PodStatus>? Ending { get; set; }

    /// <summary>Nothing of the pod stays on the node once it has ended, not even its logs.</summary>
    public bool IsEvicted { get; set; }

    /// <summary>Says why the pod ends, before its conditions are judged: deadline.</summary>
    public Func<PodStatus, PodStatus>? StatusOverride { get; set; }

    /// <summary>A sync runs now or is about to.</summary>
    public bool IsWorking { get; set; }

    /// <summary>Another sync is wanted after the one that runs.</summary>
    public bool IsPending { get; set; }

    /// <summary>Cancels the sync that runs.</summary>
    public CancellationTokenSource? Cancellation { get; set; }

    /// <summary>Wakes the worker for its next sync.</summary>
    public ITimer? NextSync { get; set; }

    /// <summary>What is posted to begin a sync, the same each time.</summary>
    public Action? Begin { get; set; }

    /// <summary>What the timer of the next sync does.</summary>
    public Action? Wake { get; set; }

    public ITimer? Deadline { get; set; }

    public PodRuntimeRecord Runtime { get; } = new();

    public PodResize Resize { get; } = new();

    public ReasonCache Reasons { get; } = new();

    public PodStatusRecord Status { get; } = new();

    public PodProbes Probes { get; } = new();

    public PodVolumes Volumes { get; } = new();

    public bool TerminationRequested => Stage != WorkType.Sync;

    /// <summary>How many seconds the containers get to end.</summary>
    public long GracePeriodSeconds()
    {
        if (GracePeriodOverride is { } own) return own;
        if (Pod.Metadata.DeletionGracePeriodSeconds is { } deletion && Pod.Metadata.DeletionTimestamp is not null) return deletion;
        return Pod.Spec.TerminationGracePeriodSeconds ?? 30;
    }
}
