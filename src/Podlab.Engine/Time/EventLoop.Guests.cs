namespace Podlab.Engine.Time;

// Whose callback runs: the cluster's own, or a guest's (kubectl, a request from the wire, a watch that somebody outside has set up).
public sealed partial class EventLoop
{
    private readonly GuestContext guests;
    private long guestCallbacks;
    private bool isGuest;

    /// <summary>How many callbacks of the cluster itself have ended. With the instant it is the exact place of an input in a run: guests may come and go without moving it.</summary>
    internal long Turn => CallbacksRun - guestCallbacks;

    /// <summary>While a cluster is put together, its parts are its own although no callback runs.</summary>
    internal bool IsBuilding { get; set; }

    /// <summary>Whether the caller is not the cluster itself: time rests, or a guest's callback runs. What such a caller changes is an input of the run.</summary>
    internal bool IsOutside => (!IsCurrent || isGuest) && !IsBuilding;

    /// <summary>Until disposed, the caller counts as a callback of the cluster's own: what it posts, awaits and watches belongs to the cluster.</summary>
    internal Entry Enter() => new(this);

    /// <summary>Runs a callback of the cluster's own, whoever asks for it.</summary>
    internal void PostOwn(Action callback) => Post(static state => ((Action)state!)(), callback);

    internal void PostGuest(Action callback) => Post(static state =>
    {
        var (loop, work) = ((EventLoop, Action))state!;
        loop.RunGuest(work);
    }, (this, callback));

    /// <summary>
    /// Drives a replay to a place of the run that it repeats: so many turns, then the instant, with nothing in between.
    /// </summary>
    /// <exception cref="InvalidOperationException">The run has taken another course.</exception>
    internal void RunTo(DateTimeOffset instant, long turn)
    {
        if (Turn > turn || !(Turn == turn || Drive(instant.UtcTicks, () => Turn >= turn)) || (Now < instant && NextDue < instant))
            throw new InvalidOperationException($"The replay has left the recording: at {Now:O} {Turn} turns have run, and the recording has {turn} at {instant:O}.");
        if (Now < instant) Volatile.Write(ref nowTicks, instant.UtcTicks);
    }

    private void RunGuest(Action callback)
    {
        var outer = SynchronizationContext.Current;
        isGuest = true;
        SynchronizationContext.SetSynchronizationContext(guests);
        try
        {
            callback();
            guestCallbacks++;
        }
        finally
        {
            isGuest = false;
            SynchronizationContext.SetSynchronizationContext(outer);
        }
    }

    /// <summary>See <see cref="EventLoop.Enter"/>.</summary>
    internal readonly struct Entry : IDisposable
    {
        private readonly EventLoop loop;
        private readonly SynchronizationContext? outer;
        private readonly bool wasGuest;
        private readonly bool rested;

        public Entry(EventLoop loop)
        {
            this.loop = loop;
            rested = !loop.IsCurrent;
            if (rested && Interlocked.CompareExchange(ref loop.owner, Environment.CurrentManagedThreadId, 0) != 0)
                throw new InvalidOperationException("The event loop runs on another thread; use InvokeAsync.");
            if (rested)
            {
                // What was posted before comes before.
                while (loop.inbox.TryDequeue(out var posted)) loop.ready.Enqueue((loop.sequence++, posted.Callback, posted.State));
            }

            (outer, wasGuest) = (SynchronizationContext.Current, loop.isGuest);
            loop.isGuest = false;
            SynchronizationContext.SetSynchronizationContext(loop.context);
        }

        public void Dispose()
        {
            loop.isGuest = wasGuest;
            SynchronizationContext.SetSynchronizationContext(outer);
            if (rested) Volatile.Write(ref loop.owner, 0);
        }
    }

    /// <summary>Where the async code of guests continues: on the loop, and still as a guest.</summary>
    private sealed class GuestContext(EventLoop loop) : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state) => loop.PostGuest(() => d(state));

        public override void Send(SendOrPostCallback d, object? state)
        {
            if (loop.IsCurrent) d(state);
            else throw new InvalidOperationException("Nothing may wait synchronously for the event loop; use InvokeAsync.");
        }

        public override SynchronizationContext CreateCopy() => this;
    }
}
