using System.Collections.Immutable;

namespace Podlab.Engine.Store;

/// <summary>All objects of one resource at one version, in order. Never changes; a later one shares what did not change.</summary>
internal sealed class CollectionState
{
    private const int MostInArray = 1_000;
    private static readonly ImmutableSortedDictionary<string, StoredObject> NoNames = ImmutableSortedDictionary.Create<string, StoredObject>(StringComparer.Ordinal);
    private readonly ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, StoredObject>> namespaces;
    private WrittenList? lastList;

    // Small collections (nodes, classes, services) are gone through over and over while nothing changes in them, and a tree is slow to go through.
    private StoredObject[]? array;

    private CollectionState(ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, StoredObject>> namespaces, int count, StoreChange tail)
    {
        this.namespaces = namespaces;
        Count = count;
        Tail = tail;
    }

    public int Count { get; }

    /// <summary>The whole list that was last written out of this state: until the next change every reader gets the same bytes.</summary>
    public WrittenList? LastList
    {
        get => Volatile.Read(ref lastList);
        set => Volatile.Write(ref lastList, value);
    }

    /// <summary>The last change that this state has in it.</summary>
    public StoreChange Tail { get; }

    public static CollectionState Empty(StoreChange origin) =>
        new(ImmutableSortedDictionary.Create<string, ImmutableSortedDictionary<string, StoredObject>>(NamespaceOrder.Instance), 0, origin);

    public StoredObject? Find(string @namespace, string name) =>
        namespaces.TryGetValue(@namespace, out var names) && names.TryGetValue(name, out var found) ? found : null;

    /// <summary>How many objects there are in all, or in one namespace.</summary>
    public int CountOf(string? @namespace)
    {
        if (@namespace is null) return Count;
        return namespaces.TryGetValue(@namespace, out var names) ? names.Count : 0;
    }

    public IEnumerable<StoredObject> Objects(string? @namespace)
    {
        if (@namespace is not null) return namespaces.TryGetValue(@namespace, out var names) ? names.Values : [];
        return Count > MostInArray ? All() : Volatile.Read(ref array) ?? (array = [.. All()]);
    }

    private IEnumerable<StoredObject> All() => namespaces.Values.SelectMany(names => names.Values);

    /// <summary>The state after further changes.</summary>
    /// <param name="written">The objects that were written, those that are gone among them, in the order of their first write.</param>
    public CollectionState With(List<Slot> written, StoreChange tail)
    {
        var result = namespaces.ToBuilder();
        var count = Count;
        // One namespace's objects mostly come one after the other.
        string? current = null;
        ImmutableSortedDictionary<string, StoredObject>.Builder? names = null;
        foreach (var slot in written)
        {
            var stored = slot.Stored;
            if (names is null || current != stored.Namespace)
            {
                Put(result, current, names);
                current = stored.Namespace;
                names = (result.TryGetValue(current, out var found) ? found : NoNames).ToBuilder();
            }

            count -= names.Count;
            if (slot.IsGone) names.Remove(stored.Name);
            else names[stored.Name] = stored;
            count += names.Count;
        }

        Put(result, current, names);
        return new CollectionState(result.ToImmutable(), count, tail);
    }

    /// <summary>The state before a change.</summary>
    public CollectionState Without(StoreChange change) =>
        change.Old is null ? Remove(change.Object, Tail) : Set(change.Old, change.Type == StoreChangeType.Deleted, Tail);

    private static void Put(
        ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, StoredObject>>.Builder result, string? @namespace, ImmutableSortedDictionary<string, StoredObject>.Builder? names)
    {
        if (@namespace is null || names is null) return;
        if (names.Count == 0) result.Remove(@namespace);
        else result[@namespace] = names.ToImmutable();
    }

    private CollectionState Set(StoredObject stored, bool isNew, StoreChange tail)
    {
        var names = namespaces.TryGetValue(stored.Namespace, out var found) ? found : NoNames;
        return new CollectionState(namespaces.SetItem(stored.Namespace, names.SetItem(stored.Name, stored)), Count + (isNew ? 1 : 0), tail);
    }

    private CollectionState Remove(StoredObject stored, StoreChange tail)
    {
        var names = namespaces[stored.Namespace].Remove(stored.Name);
        return new CollectionState(names.IsEmpty ? namespaces.Remove(stored.Namespace) : namespaces.SetItem(stored.Namespace, names), Count - 1, tail);
    }
}
