namespace Podlab.Server.Hosting;

/// <summary>A clock that stands still until it is told to go on: what the event loop follows with <c>--clock manual</c>.</summary>
internal sealed class ManualTime : TimeProvider
{
    private long ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Volatile.Read(ref ticks);

    public void Advance(TimeSpan by) => Interlocked.Add(ref ticks, by.Ticks);
}
