using Podlab.Api.Model;
using Podlab.Engine.Store;

namespace Podlab.Engine.Apiserver.Watching;

/// <summary>Wakes the streams that wait for changes of a resource. Streams come and go on any thread.</summary>
internal sealed class WatchHub
{
    private readonly Dictionary<ResourceInfo, WatchSignal[]> waiting = new(ReferenceEqualityComparer.Instance);
    private readonly Lock gate = new();

    /// <summary>How many streams are open.</summary>
    public int Count { get; private set; }

    public void Add(ResourceInfo resource, WatchSignal signal)
    {
        lock (gate)
        {
            waiting[resource] = waiting.TryGetValue(resource, out var others) ? [.. others, signal] : [signal];
            Count++;
        }
    }

    public void Remove(ResourceInfo resource, WatchSignal signal)
    {
        lock (gate)
        {
            var rest = waiting[resource].Where(other => other != signal).ToArray();
            Count -= waiting[resource].Length - rest.Length;
            waiting[resource] = rest;
        }
    }

    /// <summary>Called on the event loop after each change.</summary>
    public void Wake(StoreChange change)
    {
        WatchSignal[]? signals;
        lock (gate) waiting.TryGetValue(change.Resource, out signals);
        if (signals is null) return;
        foreach (var signal in signals) signal.Set();
    }
}
