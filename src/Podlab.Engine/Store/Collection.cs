using System.Runtime.InteropServices;
using Podlab.Api.Model;

namespace Podlab.Engine.Store;

/// <summary>
/// The objects of one resource, and the chain of their changes. Written on the event loop; read from any thread.
/// </summary>
/// <remarks>
/// Objects lie in a table, which costs the same however many there are. They are put in order when somebody wants them so: most are written many times between two lists.
/// </remarks>
internal sealed class Collection
{
    /// <summary>So many objects wait at most to be put in order, or as many as there are in order already; the memory of what was deleted is not to grow for ever.</summary>
    private const int LeastWaiting = 4_096;

    private readonly Lock gate = new();
    private readonly Dictionary<string, Dictionary<string, Slot>> namespaces = new(StringComparer.Ordinal);
    private readonly List<Slot> waiting = [];

    // One namespace's objects mostly come one after the other.
    private (string Name, Dictionary<string, Slot>? Slots) last;
    private int count;
    private CollectionState ordered;
    private StoreChange head;
    private StoreChange tail;
    private int walkers;

    public Collection(ResourceInfo resource)
    {
        // Stands before the first change, so that every change has one before it.
        head = tail = new StoreChange(StoreChangeType.Modified, resource, new StoredObject(NoObject.Instance, 0), null);
        ordered = CollectionState.Empty(tail);
    }

    /// <summary>The oldest change from which a walk may start.</summary>
    public StoreChange Head => Volatile.Read(ref head);

    /// <summary>The last change.</summary>
    public StoreChange Tail => Volatile.Read(ref tail);

    public int Count
    {
        get
        {
            lock (gate) return count;
        }
    }

    /// <summary>All objects as they are now, in order.</summary>
    public CollectionState Current
    {
        get
        {
            lock (gate)
            {
                if (!ReferenceEquals(ordered.Tail, tail)) Order();
                return ordered;
            }
        }
    }

    public StoredObject? Find(string @namespace, string name)
    {
        lock (gate) return SlotsOf(@namespace)?.GetValueOrDefault(name)?.Stored;
    }

    public void Append(StoreChange change)
    {
        lock (gate)
        {
            var slot = Place(change);
            if (!slot.IsWaiting)
            {
                slot.IsWaiting = true;
                waiting.Add(slot);
            }

            tail.Next = change;
            Volatile.Write(ref tail, change);
            if (waiting.Count > LeastWaiting && waiting.Count > ordered.Count) Order();
        }
    }

    /// <summary>Somebody begins to go along the chain: it stays whole behind the bound of the history, too.</summary>
    public void Enter() => Interlocked.Increment(ref walkers);

    public void Leave() => Interlocked.Decrement(ref walkers);

    /// <summary>Walks begin here or later from now on.</summary>
    public void Forget(StoreChange change)
    {
        var passed = head;
        // Either a walker has announced itself before this, or it begins at the new head.
        Interlocked.Exchange(ref head, change);
        if (Volatile.Read(ref walkers) == 0) passed.Cut();
    }

    private Slot Place(StoreChange change)
    {
        var (@namespace, name) = (change.Object.Namespace, change.Object.Name);
        if (SlotsOf(@namespace) is not { } slots) namespaces.Add(@namespace, slots = new Dictionary<string, Slot>(StringComparer.Ordinal));
        ref var slot = ref CollectionsMarshal.GetValueRefOrAddDefault(slots, name, out var exists);
        if (!exists)
        {
            count++;
            return slot = new Slot(change.Object);
        }

        var found = slot!;
        found.Stored = change.Object;
        if (change.Type != StoreChangeType.Deleted) return found;
        found.IsGone = true;
        count--;
        slots.Remove(name);
        if (slots.Count > 0) return found;
        namespaces.Remove(@namespace);
        last = default;
        return found;
    }

    private Dictionary<string, Slot>? SlotsOf(string @namespace)
    {
        if (last.Slots is { } present && last.Name == @namespace) return present;
        if (!namespaces.TryGetValue(@namespace, out var slots)) return null;
        last = (@namespace, slots);
        return slots;
    }

    private void Order()
    {
        ordered = ordered.With(waiting, tail);
        foreach (var slot in waiting) slot.IsWaiting = false;
        waiting.Clear();
    }
}
