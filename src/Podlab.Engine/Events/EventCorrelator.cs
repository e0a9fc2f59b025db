using System.Runtime.InteropServices;

namespace Podlab.Engine.Events;

/// <summary>What keeps events from flooding: equal ones are counted, and of many similar ones all further are combined.</summary>
/// <remarks>Follows staging/src/k8s.io/client-go/tools/record/events_cache.go (v1.36.3). Its filter of 25 events an object is left out: recorded nodes write on.</remarks>
internal sealed class EventCorrelator
{
    private const int SimilarEvents = 10;
    private const int CacheSize = 4096;
    private static readonly TimeSpan SimilarInterval = TimeSpan.FromMinutes(10);

    private readonly BoundedCache<GroupKey, Similar> similar = new(CacheSize);
    private readonly BoundedCache<EventKey, SeenEvent> seen = new(CacheSize);

    /// <summary>What to write, and what was written of it before.</summary>
    public Correlated Correlate(string uid, string fieldPath, string type, string reason, string message, DateTimeOffset now)
    {
        ref var group = ref similar.Get(new GroupKey(uid, fieldPath, type, reason));
        if (group is null || now - group.Last > SimilarInterval) group = new Similar();
        group.Last = now;
        var combined = !group.Knows(message) && group.Count + 1 >= SimilarEvents;
        if (!combined) group.Add(message);
        var key = new EventKey(uid, fieldPath, type, reason, combined ? null : message);
        if (combined) message = "(combined from similar events): " + message;
        ref var entry = ref seen.Get(key);
        entry ??= new SeenEvent();
        return new Correlated(message, entry);
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
        // Most groups have one message for ever; there is one for every event that a component has written of late.
        private string? first;
        private HashSet<string>? others;

        public int Count => first is null ? 0 : 1 + (others?.Count ?? 0);

        public bool Knows(string message) => message == first || others?.Contains(message) == true;

        public void Add(string message)
        {
            if (Knows(message)) return;
            if (first is null) first = message;
            else (others ??= new HashSet<string>(StringComparer.Ordinal)).Add(message);
        }

        public DateTimeOffset Last { get; set; } = DateTimeOffset.MaxValue;
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
