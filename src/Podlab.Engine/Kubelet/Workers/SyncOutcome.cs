namespace Podlab.Engine.Kubelet.Workers;

/// <summary>What a sync of a pod came to; it decides when the next one comes.</summary>
internal sealed class SyncOutcome
{
    public static SyncOutcome Done { get; } = new();

    /// <summary>The pod will never run again: its worker goes on to end it.</summary>
    public static SyncOutcome Terminal { get; } = new() { IsTerminal = true };

    public bool IsTerminal { get; init; }

    /// <summary>Something went wrong that another sync may mend.</summary>
    public bool Failed { get; set; }

    /// <summary>Something changed in the runtime.</summary>
    public bool Acted { get; set; }

    /// <summary>Half the work is done: the rest is another sync's, at once.</summary>
    public bool GoesOn { get; set; }

    /// <summary>The earliest end of a back-off that stood in the way.</summary>
    public DateTimeOffset? RetryAt { get; private set; }

    public void Fail(DateTimeOffset? retryAt = null)
    {
        Failed = true;
        if (retryAt is { } at && (RetryAt is null || at < RetryAt)) RetryAt = at;
    }
}
