using Podlab.Api.Model;
using Podlab.Engine.Apiserver;

namespace Podlab.Engine.Controllers;

/// <summary>
/// A control loop: something changed, so a key is queued; the key is reconciled by reading how things are, how they should be, and doing what is missing. It may be
/// stopped, started again and made to miss events at any time.
/// </summary>
public abstract class Controller(ControllerContext context, string name) : IClusterComponent
{
    private readonly List<IDisposable> watches = [];
    private WorkQueue? queue;

    /// <inheritdoc/>
    public string Name { get; } = name;

    protected ControllerContext Context { get; } = context;

    protected DateTimeOffset Now => Context.Clock.Now;

    /// <summary>How failures are tried again.</summary>
    private protected virtual Retries Retries => Retries.Default;

    /// <inheritdoc/>
    public void Start()
    {
        queue = new WorkQueue(Context.Clock, Work, Retries);
        Subscribe();
    }

    /// <inheritdoc/>
    public void Stop()
    {
        LoseWatches();
        queue?.Dispose();
        queue = null;
        Stopped();
    }

    /// <summary>The connection to the API breaks: what changes from now on is not seen. What is queued is worked on still, as things are then.</summary>
    internal void LoseWatches()
    {
        foreach (var watch in watches) watch.Dispose();
        watches.Clear();
    }

    /// <summary>The connection is there again: as an informer does, everything is listed anew, which makes up for whatever was missed.</summary>
    internal void Relist()
    {
        LoseWatches();
        if (queue is not null) Subscribe();
    }

    /// <summary>Lets go of timers and subscriptions beyond watches; what a controller knows only from its own past is forgotten.</summary>
    protected virtual void Stopped()
    {
    }

    /// <summary>Registers watches and queues what exists already.</summary>
    protected abstract void Subscribe();

    /// <summary>Brings one key nearer to what should be. An <see cref="ApiException"/> that escapes is tried again after a growing pause.</summary>
    protected abstract void Reconcile(ObjectKey key);

    /// <summary>Calls <paramref name="changed"/> for what exists now and for every change after.</summary>
    protected void Watch<T>(Action<T, T?> changed, Action<T>? deleted = null)
        where T : class, IKubernetesObject<T>
    {
        watches.Add(Context.Of<T>().Watch(change =>
        {
            if (change.Type == Store.StoreChangeType.Deleted) (deleted ?? (item => changed(item, change.Old)))(change.Object);
            else changed(change.Object, change.Old);
        }));
        foreach (var item in Context.Of<T>().List().ToArray()) changed(item, null);
    }

    /// <summary>Calls <paramref name="changed"/> for every change of any kind.</summary>
    protected void WatchStore(Action<Store.StoreChange> changed)
    {
        Context.Api.Store.Changed += changed;
        watches.Add(new Subscription(() => Context.Api.Store.Changed -= changed));
    }

    /// <summary>Calls again and again from the start on, in the rhythm of a controller manager that is older than the cluster's first instant.</summary>
    protected void Every(TimeSpan period, Action action)
    {
        var age = (Context.Clock.Elapsed + ControllerContext.ManagerAge).Ticks % period.Ticks;
        watches.Add(Context.Clock.CreateTimer(_ => Attempt(action), null, period - TimeSpan.FromTicks(age), period));
    }

    /// <summary>Does what may be left to another time when the API does not answer; says whether it was done.</summary>
    protected static bool Attempt(Action action)
    {
        try
        {
            action();
            return true;
        }
        catch (ApiException refusal) when (refusal.IsTransient)
        {
            return false;
        }
    }

    protected void Enqueue(IKubernetesObject item) => queue?.Add(KeyOf(item));

    protected void Enqueue(ObjectKey key) => queue?.Add(key);

    protected void EnqueueAfter(ObjectKey key, TimeSpan delay) => queue?.AddAfter(key, delay);

    protected static ObjectKey KeyOf(IKubernetesObject item) => new(item.Metadata.Namespace ?? "", item.Metadata.Name ?? "");

    private void Work(ObjectKey key)
    {
        try
        {
            Reconcile(key);
            queue?.Forget(key);
        }
        catch (ApiException)
        {
            // Conflicts, quota, a namespace that is going away: the world will look different after a pause.
            queue?.AddRateLimited(key);
        }
    }

    private sealed class Subscription(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
