namespace Podlab.Api;

/// <summary>A list's elements, made when somebody first asks for them; any thread may.</summary>
public abstract class DeferredList<T>
{
    private const int Waiting = 0;
    private const int Making = 1;
    private const int Made = 2;

    // No lock object: there is a list like this in every object that nobody has read yet.
    private T[]? items;
    private int stage;

    /// <summary>Whether the elements are there already.</summary>
    public bool IsMade => Volatile.Read(ref stage) == Made;

    internal T[]? Items
    {
        get
        {
            if (IsMade) return items;
            if (Interlocked.CompareExchange(ref stage, Making, Waiting) == Waiting) MakeNow();
            else SpinWait.SpinUntil(() => IsMade);
            return items;
        }
    }

    /// <summary>Makes the elements; called once. Null makes the list absent.</summary>
    protected abstract T[]? Make();

    private void MakeNow()
    {
        var end = Waiting;
        try
        {
            items = Make();
            end = Made;
        }
        finally
        {
            Volatile.Write(ref stage, end);
        }
    }
}
