namespace Podlab.Engine.Store;

/// <summary>The place of one object in its collection, from its creation to its deletion.</summary>
internal sealed class Slot(StoredObject stored)
{
    /// <summary>The last version, also of an object that is gone.</summary>
    public StoredObject Stored { get; set; } = stored;

    public bool IsGone { get; set; }

    /// <summary>Whether the order of the collection does not know the last version yet.</summary>
    public bool IsWaiting { get; set; }
}
