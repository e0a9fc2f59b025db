namespace Podlab.Engine.Time;

/// <summary>Someone who waits for something to become possible (data, room, an end) and looks again when woken.</summary>
public interface IWaiter
{
    /// <summary>Called at the instant the queue's owner changed; must only schedule work, not do it.</summary>
    void Wake();
}

/// <summary>The waiters of one thing, in the order they came. Waking is a hint: who wakes looks again and may wait again.</summary>
public sealed class WaitQueue
{
    private List<IWaiter>? waiters;

    public bool IsEmpty => waiters is null || waiters.Count == 0;

    public void Add(IWaiter waiter) => (waiters ??= []).Add(waiter);

    public void Remove(IWaiter waiter) => waiters?.Remove(waiter);

    /// <summary>Wakes all and empties the queue.</summary>
    public void WakeAll()
    {
        if (IsEmpty) return;
        var woken = waiters!;
        waiters = null;
        foreach (var waiter in woken) waiter.Wake();
    }
}
