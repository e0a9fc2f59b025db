using Podlab.Api.Model;

namespace Podlab.Engine.Store;

/// <summary>
/// The state of a cluster: immutable objects by resource, namespace and name, one counter of versions, a bounded history of changes.
/// Written on the event loop only; snapshots and chains of changes may be read from any thread.
/// </summary>
/// <remarks>Knows nothing of defaults, validation or graceful deletion: that is the API server's. Semantics of etcd3 storage as far as clients see them.</remarks>
public sealed class ObjectStore
{
    private readonly Dictionary<(string ApiVersion, string Kind), ResourceInfo> added = [];
    private Dictionary<ResourceInfo, Collection> collections = new(ReferenceEqualityComparer.Instance);
    private readonly Queue<StoreChange> history = new();
    private readonly int historyLimit;
    private long resourceVersion;
    private long oldestResourceVersion;

    /// <param name="historyLimit">How many changes are kept for watches and lists that start in the past.</param>
    public ObjectStore(int historyLimit = 10_000)
    {
        this.historyLimit = historyLimit;
        foreach (var resource in Resources.All) collections.Add(resource, new Collection(resource));
    }

    /// <summary>Raised after each change, on the event loop, in the order of versions.</summary>
    public event Action<StoreChange>? Changed;

    /// <summary>The version of the last change.</summary>
    public long ResourceVersion => Volatile.Read(ref resourceVersion);

    /// <summary>Watches from this version or a later one can be served; older ones are 410 Gone.</summary>
    public long OldestResourceVersion => Volatile.Read(ref oldestResourceVersion);

    public StoredObject? Find(ResourceInfo resource, string @namespace, string name) => collections[resource].Find(@namespace, name);

    /// <summary>Makes room for a resource that came later than the store; the objects of the one that it takes the place of go over to it.</summary>
    internal void AddCollection(ResourceInfo resource, ResourceInfo? before)
    {
        // Readers on other threads keep the table that they have.
        var next = new Dictionary<ResourceInfo, Collection>(collections, ReferenceEqualityComparer.Instance);
        next[resource] = before is not null && next.TryGetValue(before, out var kept) ? kept : new Collection(resource);
        added[(resource.Kind.ApiVersion, resource.Kind.Kind)] = resource;
        Volatile.Write(ref collections, next);
    }

    /// <summary>The resource that an object is stored under; null where the store has none that came later.</summary>
    internal ResourceInfo? AddedResourceOf(IKubernetesObject value) => added.GetValueOrDefault((value.ApiVersion, value.Kind));

    /// <summary>All objects of a resource, or of one namespace, by namespace and name in ordinal order: a snapshot that later changes leave alone.</summary>
    public IEnumerable<StoredObject> List(ResourceInfo resource, string? @namespace = null) => collections[resource].Current.Objects(@namespace);

    public int Count(ResourceInfo resource) => collections[resource].Count;

    /// <summary>The version of the last change of a resource's objects; 0 before the first. What is made of all of them holds until it moves.</summary>
    public long VersionOf(ResourceInfo resource) => collections[resource].Tail.ResourceVersion;

    /// <summary>The present state of a resource, and the version of the store that it is true of.</summary>
    public StoreSnapshot Snapshot(ResourceInfo resource)
    {
        // The counter moves after the collection: a snapshot taken after reading it has everything up to it, and perhaps more.
        var version = ResourceVersion;
        var state = collections[resource].Current;
        return new StoreSnapshot(state, Math.Max(version, state.Tail.ResourceVersion));
    }

    /// <summary>The state of a resource as it was at a version; null where the history no longer reaches so far back.</summary>
    public StoreSnapshot? SnapshotAt(ResourceInfo resource, long version)
    {
        var now = Snapshot(resource);
        if (now.Version <= version) return now;
        using var walk = Walk(resource);
        var head = collections[resource].Head;
        if (version < OldestResourceVersion) return null;
        var later = new Stack<StoreChange>();
        for (var change = head; change is not null; change = change.Next)
        {
            if (change.ResourceVersion > version) later.Push(change);
            if (ReferenceEquals(change, now.State.Tail)) break;
        }

        var state = now.State;
        foreach (var change in later) state = state.Without(change);
        return new StoreSnapshot(state, version);
    }

    /// <summary>To be held while somebody goes along the chain of changes, from before the first step: the chain stays whole behind the bound of the history, too.</summary>
    internal IDisposable Walk(ResourceInfo resource) => new ChainWalk(collections[resource]);

    /// <summary>The last change at or before a version: the place from which a watch walks on. Null where the history no longer has it. Ask within a <see cref="Walk"/>.</summary>
    internal StoreChange? ChangeAt(ResourceInfo resource, long version)
    {
        var collection = collections[resource];
        var tail = collection.Tail;
        if (version >= tail.ResourceVersion) return tail;
        var place = collection.Head;
        if (version < OldestResourceVersion) return null;
        while (place.Next is { } next && next.ResourceVersion <= version) place = next;
        return place;
    }

    /// <summary>The number that the next write gets.</summary>
    public long NextVersion => resourceVersion + 1;

    /// <summary>Writes a new version of an object, which carries <see cref="NextVersion"/> already.</summary>
    public StoredObject Put(ResourceInfo resource, IKubernetesObject value)
    {
        var stored = new StoredObject(value, NextVersion);
        var old = Find(resource, stored.Namespace, stored.Name);
        Publish(new StoreChange(old is null ? StoreChangeType.Added : StoreChangeType.Modified, resource, stored, old));
        return stored;
    }

    /// <summary>Removes an object.</summary>
    /// <param name="value">Its last version, which watchers see; it carries <see cref="NextVersion"/> already.</param>
    public StoredObject Remove(ResourceInfo resource, StoredObject old, IKubernetesObject value)
    {
        var last = new StoredObject(value, NextVersion);
        Publish(new StoreChange(StoreChangeType.Deleted, resource, last, old));
        return last;
    }

    private void Publish(StoreChange change)
    {
        collections[change.Resource].Append(change);
        Volatile.Write(ref resourceVersion, change.ResourceVersion);
        history.Enqueue(change);
        while (history.Count > historyLimit)
        {
            var forgotten = history.Dequeue();
            // First the bound, then the chain: a reader that has passed the bound finds the chain long enough.
            Volatile.Write(ref oldestResourceVersion, forgotten.ResourceVersion);
            collections[forgotten.Resource].Forget(forgotten);
        }

        Changed?.Invoke(change);
    }

    private sealed class ChainWalk : IDisposable
    {
        private Collection? collection;

        public ChainWalk(Collection collection)
        {
            this.collection = collection;
            collection.Enter();
        }

        public void Dispose() => Interlocked.Exchange(ref collection, null)?.Leave();
    }
}
