namespace Podlab.Api;

/// <summary>A list's elements, made when somebody first asks for them; any thread may.</summary>
public abstract class DeferredList<T>
{
    private readonly Lock gate = new();
    private T[]? items;
    private bool made;

    /// <summary>Whether the elements are there already.</summary>
    public bool IsMade => Volatile.Read(ref made);

    internal T[]? Items
    {
        get
        {
            if (IsMade) return items;
            lock (gate)
            {
                if (made) return items;
                items = Make();
                Volatile.Write(ref made, true);
            }

            return items;
        }
    }

    /// <summary>Makes the elements; called once. Null makes the list absent.</summary>
    protected abstract T[]? Make();
}
