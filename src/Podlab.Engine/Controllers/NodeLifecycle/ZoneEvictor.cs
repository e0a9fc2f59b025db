using Podlab.Engine.Time;

namespace Podlab.Engine.Controllers.NodeLifecycle;

/// <summary>Nodes of a zone that are to be tainted, one after the other: ten seconds apart, so that a passing fault does not empty the zone.</summary>
/// <remarks>Follows RateLimitedTimedQueue in pkg/controller/nodelifecycle/scheduler/rate_limited_queue.go (v1.36.3): a bucket of one token.</remarks>
internal sealed class ZoneEvictor(EventLoop clock, Action<string> taint)
{
    private readonly List<string> waiting = [];
    private DateTimeOffset last = DateTimeOffset.MinValue;
    private double perSecond = 0.1;
    private ITimer? timer;

    public void Add(string node)
    {
        if (waiting.Contains(node)) return;
        waiting.Add(node);
        Next();
    }

    public void Remove(string node) => waiting.Remove(node);

    public void Clear() => waiting.Clear();

    /// <param name="rate">Nodes per second; zero: none for now.</param>
    public void Limit(double rate)
    {
        if (perSecond.Equals(rate)) return;
        perSecond = rate;
        Next();
    }

    private void Next()
    {
        timer?.Dispose();
        timer = null;
        if (waiting.Count == 0 || perSecond <= 0) return;
        var pause = last == DateTimeOffset.MinValue ? TimeSpan.Zero : last + TimeSpan.FromSeconds(1 / perSecond) - clock.Now;
        if (pause > TimeSpan.Zero)
        {
            timer = clock.Schedule(pause, Next);
            return;
        }

        last = clock.Now;
        var node = waiting[0];
        waiting.RemoveAt(0);
        taint(node);
        Next();
    }
}
