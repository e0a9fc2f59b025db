using Podlab.Engine.Time;

namespace Podlab.Engine.Controllers;

/// <summary>
/// Keys that wait to be reconciled: each at most once, first come first served, one at a time on the event loop. A key that is added while it is being worked on
/// comes again afterwards.
/// </summary>
/// <remarks>Semantics of client-go's rate limiting work queue (util/workqueue): what fails comes back after pauses that double.</remarks>
internal sealed class WorkQueue(EventLoop clock, Action<ObjectKey> work, Retries retries) : IDisposable
{
    private readonly Queue<ObjectKey> ready = new();
    private readonly HashSet<ObjectKey> waiting = [];
    private readonly Dictionary<ObjectKey, int> failures = [];
    private readonly Dictionary<ObjectKey, Delayed> delayed = [];
    private bool scheduled;
    private bool stopped;

    public void Add(ObjectKey key)
    {
        if (stopped || !waiting.Add(key)) return;
        ready.Enqueue(key);
        Wake();
    }

    /// <summary>Adds the key after a time; of several such wishes for one key the earliest counts.</summary>
    public void AddAfter(ObjectKey key, TimeSpan delay)
    {
        if (stopped) return;
        if (delay <= TimeSpan.Zero)
        {
            Add(key);
            return;
        }

        var due = clock.Now + delay;
        if (delayed.TryGetValue(key, out var earlier))
        {
            if (earlier.Due <= due) return;
            earlier.Timer.Dispose();
        }

        delayed[key] = new Delayed(due, clock.Schedule(delay, () =>
        {
            delayed.Remove(key);
            Add(key);
        }));
    }

    public void AddRateLimited(ObjectKey key)
    {
        var count = failures.GetValueOrDefault(key);
        if (count >= retries.Most)
        {
            // As if nothing had happened: whatever changes next begins anew.
            failures.Remove(key);
            return;
        }

        failures[key] = count + 1;
        var delay = count > 30 ? retries.Longest : retries.First * Math.Pow(2, count);
        AddAfter(key, delay < retries.Longest ? delay : retries.Longest);
    }

    /// <summary>The key's work succeeded: its next failure begins with the shortest pause.</summary>
    public void Forget(ObjectKey key) => failures.Remove(key);

    public int Failures(ObjectKey key) => failures.GetValueOrDefault(key);

    public void Dispose()
    {
        stopped = true;
        ready.Clear();
        waiting.Clear();
        foreach (var entry in delayed.Values) entry.Timer.Dispose();
        delayed.Clear();
    }

    private void Wake()
    {
        if (scheduled) return;
        scheduled = true;
        clock.Post(Next);
    }

    private void Next()
    {
        scheduled = false;
        if (!ready.TryDequeue(out var key)) return;
        waiting.Remove(key);
        if (ready.Count > 0) Wake();
        work(key);
    }

    private sealed record Delayed(DateTimeOffset Due, ITimer Timer);
}
