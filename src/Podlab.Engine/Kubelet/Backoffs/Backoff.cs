namespace Podlab.Engine.Kubelet.Backoffs;

/// <summary>Delays that double with each failure: one series.</summary>
/// <remarks>Follows staging/src/k8s.io/client-go/util/flowcontrol/backoff.go (v1.36.3).</remarks>
internal sealed class Backoff(TimeSpan initial, TimeSpan max)
{
    private DateTimeOffset lastUpdate;

    /// <summary>The present delay; zero before the first failure.</summary>
    public TimeSpan Delay { get; private set; }

    /// <summary>Whether the delay that began at <paramref name="failed"/> is not over.</summary>
    public bool IsWaiting(DateTimeOffset failed, DateTimeOffset now) => Delay > TimeSpan.Zero && !HasExpired(failed) && now - failed < Delay;

    /// <summary>Whether the delay that began with the last failure is not over.</summary>
    public bool IsWaitingSinceUpdate(DateTimeOffset now) => Delay > TimeSpan.Zero && !HasExpired(now) && now - lastUpdate < Delay;

    /// <summary>What went wrong last, where somebody wants to repeat it.</summary>
    public string LastError { get; set; } = "";

    /// <summary>Moves the series on.</summary>
    public void Next(DateTimeOffset failed, DateTimeOffset now)
    {
        if (Delay == TimeSpan.Zero || HasExpired(failed)) Delay = initial;
        else Delay = Delay * 2 < max ? Delay * 2 : max;
        lastUpdate = now;
    }

    private bool HasExpired(DateTimeOffset at) => at - lastUpdate > max * 2;
}
