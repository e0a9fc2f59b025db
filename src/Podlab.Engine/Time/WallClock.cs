namespace Podlab.Engine.Time;

/// <summary>The clock of one machine: the cluster's time, wrong by as much as somebody has set it. Waiting takes the same time whatever it says.</summary>
public sealed class WallClock(EventLoop loop) : TimeProvider
{
    /// <summary>How far it goes before the cluster's time; negative: behind.</summary>
    public TimeSpan Skew { get; set; }

    public DateTimeOffset Now => loop.Now + Skew;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override long TimestampFrequency => loop.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => Now;

    public override long GetTimestamp() => loop.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => loop.CreateTimer(callback, state, dueTime, period);
}
