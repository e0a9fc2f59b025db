using Podlab.Engine.Scheduling.Cache;

namespace Podlab.Engine.Scheduling.Queue;

/// <summary>A pod that waits for a node, and how it fared so far.</summary>
public sealed class QueuedPod(PodInfo pod, DateTimeOffset added, long sequence)
{
    public PodInfo Pod { get; internal set; } = pod;

    /// <summary>When it entered the queue it is in.</summary>
    public DateTimeOffset Since { get; internal set; } = added;

    public DateTimeOffset FirstAdded { get; } = added;

    /// <summary>How many times it was tried.</summary>
    public int Attempts { get; internal set; }

    /// <summary>How many tries in a row ended in a refusal: the back-off's exponent.</summary>
    public int Refusals { get; internal set; }

    /// <summary>The plugins whose hints wake it; empty: any change does.</summary>
    public IReadOnlySet<string> RejectedBy { get; internal set; } = new SortedSet<string>(StringComparer.Ordinal);

    /// <summary>The plugin that keeps it out of the active queue; null: none.</summary>
    public string? GatedBy { get; internal set; }

    /// <summary>The end of its back-off.</summary>
    public DateTimeOffset BackOffUntil { get; internal set; }

    /// <summary>Breaks ties of time in favour of who came first.</summary>
    internal long Sequence { get; set; } = sequence;

    internal QueuePlace Place { get; set; }
}

/// <summary>Where a waiting pod is.</summary>
public enum QueuePlace
{
    /// <summary>Being tried, or gone.</summary>
    None,
    Active,
    BackOff,
    Unschedulable,
}
