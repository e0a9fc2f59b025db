namespace Podlab.Engine.Events;

/// <summary>What keeps events from flooding: equal ones are counted, and of many similar ones all further are combined.</summary>
/// <remarks>
/// Follows staging/src/k8s.io/client-go/tools/record/events_cache.go (v1.36.3). Its filter of 25 events an object is left out: recorded nodes write on.
/// What is known is kept by object, and goes with it.
/// </remarks>
internal sealed class EventCorrelator
{
    private const int SimilarEvents = 10;

    /// <summary>How many objects are known at most; the oldest are forgotten first.</summary>
    private const int MostObjects = 4_096;

    /// <summary>How many different messages of one reason are known at most.</summary>
    private const int MostMessages = 256;

    private static readonly TimeSpan SimilarInterval = TimeSpan.FromMinutes(10);
    private readonly Dictionary<string, List<Similar>> objects = new(StringComparer.Ordinal);
    private readonly Queue<string> order = new();

    /// <summary>What to write, and what was written of it before.</summary>
    public Correlated Correlate(string uid, string fieldPath, string type, string reason, string message, DateTimeOffset now)
    {
        var group = Find(uid, fieldPath, type, reason);
        if (now - group.Last > SimilarInterval) group.ForgetMessages();
        group.Last = now;
        var isKnown = group.Knows(message);
        var combined = !isKnown && group.MessageCount + 1 >= SimilarEvents;
        if (!combined && !isKnown) group.AddMessage(message);
        var seen = group.Find(combined ? null : message);
        return new Correlated(combined ? "(combined from similar events): " + message : message, seen);
    }

    /// <summary>The object is gone: there will be no more events about it.</summary>
    public void Forget(string uid) => objects.Remove(uid);

    private Similar Find(string uid, string fieldPath, string type, string reason)
    {
        if (!objects.TryGetValue(uid, out var groups))
        {
            if (order.Count >= MostObjects) objects.Remove(order.Dequeue());
            order.Enqueue(uid);
            objects.Add(uid, groups = []);
        }

        foreach (var group in groups)
        {
            if (group.Reason == reason && group.FieldPath == fieldPath && group.Type == type) return group;
        }

        var made = new Similar(fieldPath, type, reason);
        groups.Add(made);
        return made;
    }

    /// <param name="Seen">The event as it was written before; its name is null when it was not.</param>
    public readonly record struct Correlated(string Message, SeenEvent Seen);

    /// <summary>An event that was written: later equal ones count it up.</summary>
    /// <param name="message">Null: the one that stands for all further.</param>
    public sealed class SeenEvent(string? message)
    {
        public string? Message => message;

        public string? Name { get; set; }
    }

    /// <summary>The events about one part of an object for one reason. Mostly that is one event with one message, and no list of them is made.</summary>
    private sealed class Similar(string fieldPath, string type, string reason)
    {
        private SeenEvent? onlySeen;
        private List<SeenEvent>? seen;

        // The different messages of late.
        private string? onlyMessage;
        private List<string>? messages;

        public string FieldPath => fieldPath;

        public string Type => type;

        public string Reason => reason;

        public DateTimeOffset Last { get; set; } = DateTimeOffset.MaxValue;

        public int MessageCount => messages?.Count ?? (onlyMessage is null ? 0 : 1);

        public bool Knows(string message) => messages?.Contains(message) ?? onlyMessage == message;

        public void AddMessage(string message)
        {
            if (MessageCount == 0) onlyMessage = message;
            else (messages ??= [onlyMessage!]).Add(message);
        }

        public void ForgetMessages() => (onlyMessage, messages) = (null, null);

        public SeenEvent Find(string? message)
        {
            if (seen is null)
            {
                if (onlySeen is null) return onlySeen = new SeenEvent(message);
                if (onlySeen.Message == message) return onlySeen;
                seen = [onlySeen];
            }

            foreach (var known in seen)
            {
                if (known.Message == message) return known;
            }

            if (seen.Count >= MostMessages) seen.RemoveAt(0);
            var made = new SeenEvent(message);
            seen.Add(made);
            return made;
        }
    }
}
