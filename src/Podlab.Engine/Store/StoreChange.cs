using Podlab.Api.Model;

namespace Podlab.Engine.Store;

public enum StoreChangeType
{
    Added,
    Modified,
    Deleted,
}

/// <summary>One write. Changes of a resource form a chain: whoever holds a change can walk on to what came after it, from any thread and without a lock.</summary>
/// <param name="Object">The new version; for a deletion the last one, with the deletion's resource version.</param>
/// <param name="Old">The version before; null for an addition.</param>
public sealed record StoreChange(StoreChangeType Type, ResourceInfo Resource, StoredObject Object, StoredObject? Old)
{
    private StoreChange? next;

    public long ResourceVersion => Object.ResourceVersion;

    /// <summary>The next change of the same resource; null while this is the last.</summary>
    internal StoreChange? Next
    {
        get => Volatile.Read(ref next);
        set => Volatile.Write(ref next, value);
    }

    /// <summary>
    /// Lets go of what came after. A change that nobody remembers is garbage, but until the collector looks at old objects it would hold the whole chain behind it,
    /// which so would grow old in its turn.
    /// </summary>
    internal void Cut() => Next = null;

    public bool Equals(StoreChange? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => ResourceVersion.GetHashCode();
}
