using Podlab.Engine.Time;

namespace Podlab.Engine.Controllers.TaintEviction;

/// <summary>
/// Evictions that wait for their time. One that has fired is remembered until it is cancelled, so that it does not fire twice for one reason; a cancelled one leaves no trace.
/// </summary>
/// <remarks>Follows TimedWorkerQueue in pkg/controller/tainteviction/timed_workers.go (v1.36.3).</remarks>
internal sealed class TimedEvictions(EventLoop clock, Action<ObjectKey> fire)
{
    private readonly Dictionary<ObjectKey, ITimer?> entries = [];

    public bool IsWaiting(ObjectKey key) => entries.GetValueOrDefault(key) is not null;

    /// <summary>Fires at <paramref name="due"/>, at once when that has passed. Does nothing where an eviction waits or has fired already.</summary>
    public void Add(ObjectKey key, DateTimeOffset due)
    {
        if (entries.ContainsKey(key)) return;
        var delay = due - clock.Now;
        entries[key] = delay > TimeSpan.Zero ? clock.Schedule(delay, () => Fire(key)) : null;
        if (delay <= TimeSpan.Zero) fire(key);
    }

    /// <summary>Forgets the key; says whether an eviction was waiting.</summary>
    public bool Cancel(ObjectKey key)
    {
        if (!entries.Remove(key, out var entry) || entry is null) return false;
        entry.Dispose();
        return true;
    }

    public void Clear()
    {
        foreach (var entry in entries.Values) entry?.Dispose();
        entries.Clear();
    }

    private void Fire(ObjectKey key)
    {
        entries[key] = null;
        fire(key);
    }
}
