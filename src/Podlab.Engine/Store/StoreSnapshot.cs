namespace Podlab.Engine.Store;

/// <summary>A resource's objects as they were at one version of the store.</summary>
public sealed class StoreSnapshot
{
    internal StoreSnapshot(CollectionState state, long version)
    {
        State = state;
        Version = version;
    }

    /// <summary>The version of the whole store that this is true of.</summary>
    public long Version { get; }

    public int Count => State.Count;

    internal CollectionState State { get; }

    public StoredObject? Find(string @namespace, string name) => State.Find(@namespace, name);

    /// <summary>How many objects there are in all, or in one namespace.</summary>
    public int CountOf(string? @namespace) => State.CountOf(@namespace);

    /// <summary>By namespace and name in ordinal order.</summary>
    public IEnumerable<StoredObject> Objects(string? @namespace) => State.Objects(@namespace);
}
