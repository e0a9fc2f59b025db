using System.Runtime.InteropServices;

namespace Podlab.Engine.Events;

/// <summary>What keeps events from flooding: equal ones are counted, similar ones combined, and an object that shouts is muted.</summary>
/// <remarks>Follows staging/src/k8s.io/client-go/tools/record/events_cache.go (v1.36.3).</remarks>
internal sealed class EventCorrelator
{
    private const int SimilarEvents = 10;
    private const int Burst = 25;
    private const int CacheSize = 4096;
    private const double TokensPerSecond = 1.0 / 300;
    private static readonly TimeSpan SimilarInterval = TimeSpan.FromMinutes(10);

    private readonly BoundedCache<GroupKey, Similar> similar = new(CacheSize);
    private readonly BoundedCache<EventKey, SeenEvent> seen = new(CacheSize);
    private readonly BoundedCache<string, Bucket> buckets = new(CacheSize);

    /// <summary>What to write; null: nothing, the object has used up its events.</summary>
    public Correlated? Correlate(string uid, string fieldPath, string type, string reason, string message, DateTimeOffset now)
    {
        ref var group = ref similar.Get(new GroupKey(uid, fieldPath, type, reason));
        if (group is null || now - group.Last > SimilarInterval) group = new Similar();
        group.Last = now;
        var combined = !group.Messages.Contains(message) && group.Messages.Count + 1 >= SimilarEvents;
        if (!combined) group.Messages.Add(message);
        var key = new EventKey(uid, fieldPath, type, reason, combined ? null : message);
        if (combined) message = "(combined from similar events): " + message;
        ref var entry = ref seen.Get(key);
        entry ??= new SeenEvent();
        return TakeToken(uid, now) ? new Correlated(message, entry) : null;
    }

    private bool TakeToken(string uid, DateTimeOffset now)
    {
        ref var bucket = ref buckets.Get(uid);
        bucket ??= new Bucket { Tokens = Burst, Last = now };
        bucket.Tokens = Math.Min(Burst, bucket.Tokens + (now - bucket.Last).TotalSeconds * TokensPerSecond);
        bucket.Last = now;
        if (bucket.Tokens < 1) return false;
        bucket.Tokens--;
        return true;
    }

    /// <param name="Seen">The event as it was written before; its name is null when it was not.</param>
    public readonly record struct Correlated(string Message, SeenEvent Seen);

    /// <summary>An event that was written: later equal ones count it up.</summary>
    public sealed class SeenEvent
    {
        public string? Name { get; set; }
    }

    private sealed class Similar
    {
        public HashSet<string> Messages { get; } = new(StringComparer.Ordinal);

        public DateTimeOffset Last { get; set; } = DateTimeOffset.MaxValue;
    }

    private sealed class Bucket
    {
        public double Tokens { get; set; }

        public DateTimeOffset Last { get; set; }
    }

    private readonly record struct GroupKey(string Uid, string FieldPath, string Type, string Reason);

    private readonly record struct EventKey(string Uid, string FieldPath, string Type, string Reason, string? Message);

    /// <summary>Forgets the entries that came first when it is full.</summary>
    private sealed class BoundedCache<TKey, TValue>(int size)
        where TKey : notnull
        where TValue : class
    {
        private readonly Dictionary<TKey, TValue?> entries = [];
        private readonly Queue<TKey> order = new();

        public ref TValue? Get(TKey key)
        {
            if (!entries.ContainsKey(key))
            {
                if (order.Count >= size) entries.Remove(order.Dequeue());
                order.Enqueue(key);
            }

            return ref CollectionsMarshal.GetValueRefOrAddDefault(entries, key, out _);
        }
    }
}
