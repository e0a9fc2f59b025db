namespace Podlab.Engine.Scheduling.Queue;

/// <summary>How long a refused pod steps back: 1 s, doubled with each refusal, 10 s at most.</summary>
/// <remarks>Follows pkg/scheduler/backend/queue/backoff_queue.go (v1.36.3).</remarks>
internal static class BackOff
{
    private static readonly TimeSpan Initial = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Highest = TimeSpan.FromSeconds(10);

    public static TimeSpan After(int refusals)
    {
        if (refusals == 0) return TimeSpan.Zero;
        var pause = Initial;
        for (var i = 1; i < refusals && pause < Highest; i++) pause *= 2;
        return pause < Highest ? pause : Highest;
    }

    /// <summary>Ends of back-off within the same second count as equal, so that priority decides.</summary>
    public static long Window(DateTimeOffset end) => end.UtcTicks / TimeSpan.TicksPerSecond;
}
