using System.Collections.Immutable;
using Podlab.Api.Model;

namespace Podlab.Engine.Store;

/// <summary>
/// The state of a cluster: immutable objects by resource, namespace and name, one counter of versions, a bounded history of changes.
/// Written on the event loop only; snapshots may be read from any thread.
/// </summary>
/// <remarks>Knows nothing of defaults, validation or graceful deletion: that is the API server's. Semantics of etcd3 storage as far as clients see them.</remarks>
public sealed class ObjectStore
{
    private readonly Dictionary<ResourceInfo, Collection> collections = new(ReferenceEqualityComparer.Instance);
    private readonly Queue<StoreChange> history = new();
    private readonly int historyLimit;
    private long resourceVersion;

    /// <param name="historyLimit">How many changes are kept for watches that start in the past.</param>
    public ObjectStore(int historyLimit = 10_000)
    {
        this.historyLimit = historyLimit;
        foreach (var resource in Resources.All) collections.Add(resource, new Collection());
    }

    /// <summary>Raised after each change, on the event loop, in the order of versions.</summary>
    public event Action<StoreChange>? Changed;

    /// <summary>The version of the last change.</summary>
    public long ResourceVersion => Volatile.Read(ref resourceVersion);

    /// <summary>Watches from this version or a later one can be served; older ones are 410 Gone.</summary>
    public long OldestResourceVersion { get; private set; }

    public StoredObject? Find(ResourceInfo resource, string @namespace, string name) =>
        collections[resource].Snapshot.TryGetValue(@namespace, out var names) && names.TryGetValue(name, out var found) ? found : null;

    /// <summary>All objects of a resource, or of one namespace, by namespace and name in ordinal order: a snapshot that later changes leave alone.</summary>
    public IEnumerable<StoredObject> List(ResourceInfo resource, string? @namespace = null)
    {
        var snapshot = collections[resource].Snapshot;
        if (@namespace is not null) return snapshot.TryGetValue(@namespace, out var names) ? names.Values : [];
        return snapshot.Values.SelectMany(names => names.Values);
    }

    public int Count(ResourceInfo resource) => collections[resource].Count;

    /// <summary>The changes after <paramref name="afterResourceVersion"/> that the history still has, oldest first.</summary>
    public IReadOnlyList<StoreChange> ChangesAfter(long afterResourceVersion) => [.. history.Where(change => change.ResourceVersion > afterResourceVersion)];

    /// <summary>Writes a new version. <paramref name="build"/> gets the version's number and gives the object that carries it.</summary>
    public StoredObject Put(ResourceInfo resource, Func<long, IKubernetesObject> build)
    {
        var version = resourceVersion + 1;
        var stored = new StoredObject(build(version), version);
        var collection = collections[resource];
        var old = Find(resource, stored.Namespace, stored.Name);
        collection.Set(stored, old is null);
        Publish(new StoreChange(old is null ? StoreChangeType.Added : StoreChangeType.Modified, resource, stored, old));
        return stored;
    }

    /// <summary>Removes an object. <paramref name="build"/> gives its last version, which watchers see.</summary>
    public StoredObject Remove(ResourceInfo resource, StoredObject old, Func<long, IKubernetesObject> build)
    {
        var version = resourceVersion + 1;
        var last = new StoredObject(build(version), version);
        collections[resource].Remove(old);
        Publish(new StoreChange(StoreChangeType.Deleted, resource, last, old));
        return last;
    }

    private void Publish(StoreChange change)
    {
        Volatile.Write(ref resourceVersion, change.ResourceVersion);
        history.Enqueue(change);
        while (history.Count > historyLimit) OldestResourceVersion = history.Dequeue().ResourceVersion;
        Changed?.Invoke(change);
    }

    private sealed class Collection
    {
        private volatile ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, StoredObject>> snapshot =
            ImmutableSortedDictionary.Create<string, ImmutableSortedDictionary<string, StoredObject>>(StringComparer.Ordinal);

        public ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, StoredObject>> Snapshot => snapshot;

        public int Count { get; private set; }

        public void Set(StoredObject stored, bool isNew)
        {
            var names = snapshot.TryGetValue(stored.Namespace, out var found) ? found : ImmutableSortedDictionary.Create<string, StoredObject>(StringComparer.Ordinal);
            snapshot = snapshot.SetItem(stored.Namespace, names.SetItem(stored.Name, stored));
            if (isNew) Count++;
        }

        public void Remove(StoredObject stored)
        {
            var names = snapshot[stored.Namespace].Remove(stored.Name);
            snapshot = names.IsEmpty ? snapshot.Remove(stored.Namespace) : snapshot.SetItem(stored.Namespace, names);
            Count--;
        }
    }
}
