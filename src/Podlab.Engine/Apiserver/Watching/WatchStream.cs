using System.Globalization;
using System.Runtime.CompilerServices;
using Podlab.Api.Model;
using Podlab.Engine.Apiserver.Conversion;
using Podlab.Engine.Apiserver.Reading;
using Podlab.Engine.Store;
using Podlab.Engine.Time;

namespace Podlab.Engine.Apiserver.Watching;

/// <summary>One watch: what there is (where asked for), then every change as it comes, until the time is up or the client goes.</summary>
/// <remarks>Follows staging/src/k8s.io/apiserver/pkg/storage/cacher/cache_watcher.go and endpoints/handlers/watch.go (v1.36.3).</remarks>
internal sealed class WatchStream(ObjectStore store, WatchHub hub, EventLoop clock, ResourceInfo resource, string? @namespace, ListOptions options, IWatchEncoder encoder)
{
    /// <summary>A watch without a timeout of its own ends after some time between this and twice this in Kubernetes; here after this.</summary>
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromMinutes(30);

    /// <summary>How often a quiet watch that allows it is told the present version.</summary>
    private static readonly TimeSpan BookmarkPeriod = TimeSpan.FromMinutes(1);

    /// <summary>A last bookmark comes this long before the end, so that a client can go on from there.</summary>
    private static readonly TimeSpan BookmarkBeforeEnd = TimeSpan.FromSeconds(2);

    private readonly ResourceInfo storage = StorageKinds.Of(resource);
    private readonly WatchSignal signal = new();
    private volatile bool ended;
    private volatile bool bookmarkDue;
    private long lastSent;

    public async IAsyncEnumerable<ReadOnlyMemory<byte>> Run([EnumeratorCancellation] CancellationToken cancellation)
    {
        var since = ListReader.ParseVersion(options.ResourceVersion);
        var initial = options.SendInitialEvents ?? since == 0;
        using var walk = store.Walk(storage);
        StoreChange place;
        if (since > store.ResourceVersion)
        {
            yield return encoder.Error(ListReader.TooLarge(since, store.ResourceVersion).Status);
            yield break;
        }

        if (initial)
        {
            var snapshot = store.Snapshot(storage);
            place = snapshot.State.Tail;
            foreach (var stored in snapshot.Objects(@namespace))
            {
                if (ListReader.Matches(stored.Value, options)) yield return encoder.Event("ADDED", stored);
            }

            lastSent = snapshot.Version;
            if (options is { SendInitialEvents: true, Bookmarks: true }) yield return encoder.Bookmark(snapshot.Version, initialEventsEnd: true);
        }
        else
        {
            if (store.ChangeAt(storage, since) is not { } found)
            {
                yield return encoder.Error(TooOld(since, store.OldestResourceVersion));
                yield break;
            }

            place = found;
            lastSent = since;
        }

        hub.Add(storage, signal);
        var timers = StartTimers();
        try
        {
            while (!cancellation.IsCancellationRequested)
            {
                while (place.Next is { } change)
                {
                    place = change;
                    lastSent = change.ResourceVersion;
                    if (Translate(change) is { } bytes) yield return bytes;
                }

                if (bookmarkDue)
                {
                    bookmarkDue = false;
                    yield return encoder.Bookmark(Math.Max(lastSent, store.ResourceVersion), initialEventsEnd: false);
                }

                if (ended) yield break;
                try
                {
                    await signal.WaitAsync(cancellation);
                }
                catch (OperationCanceledException)
                {
                    yield break;
                }
            }
        }
        finally
        {
            hub.Remove(storage, signal);
            clock.Post(() => timers.ForEach(timer => timer.Dispose()));
        }
    }

    public static Status TooOld(long version, long oldest) => new()
    {
        ApiVersion = "v1",
        Kind = "Status",
        StatusValue = "Failure",
        Code = 410,
        Reason = "Expired",
        Message = $"too old resource version: {version.ToString(CultureInfo.InvariantCulture)} ({oldest.ToString(CultureInfo.InvariantCulture)})",
    };

    private ReadOnlyMemory<byte>? Translate(StoreChange change)
    {
        if (@namespace is not null && change.Object.Namespace != @namespace) return null;
        if (!options.HasSelector)
        {
            return change.Type switch
            {
                StoreChangeType.Added => encoder.Event("ADDED", change.Object),
                StoreChangeType.Modified => encoder.Event("MODIFIED", change.Object),
                _ => encoder.Event("DELETED", change.Object),
            };
        }

        var before = change.Old is { } old && ListReader.Matches(old.Value, options);
        var after = change.Type != StoreChangeType.Deleted && ListReader.Matches(change.Object.Value, options);
        if (after) return encoder.Event(before ? "MODIFIED" : "ADDED", change.Object);
        if (!before) return null;
        // The object has left the selection: the client sees it as it last was in it, with the version of the change.
        if (change.Type == StoreChangeType.Deleted) return encoder.Event("DELETED", change.Object);
        var last = change.Old!.Value;
        return encoder.Event("DELETED", new StoredObject(last.WithMetadata(last.Metadata with { ResourceVersion = change.Object.Value.Metadata.ResourceVersion }), change.ResourceVersion));
    }

    private List<ITimer> StartTimers()
    {
        var timers = new List<ITimer>();
        var timeout = options.TimeoutSeconds is { } seconds and > 0 ? TimeSpan.FromSeconds(Math.Min(seconds, int.MaxValue)) : DefaultTimeout;
        // Timers belong to the loop; a stream may have been opened by another thread.
        OnLoop(() =>
        {
            timers.Add(clock.Schedule(timeout, () =>
            {
                ended = true;
                signal.Set();
            }));
            if (!options.Bookmarks) return;
            timers.Add(clock.CreateTimer(_ => Due(), null, BookmarkPeriod, BookmarkPeriod));
            if (timeout > BookmarkBeforeEnd) timers.Add(clock.Schedule(timeout - BookmarkBeforeEnd, Due));
        });
        return timers;
    }

    private void Due()
    {
        bookmarkDue = true;
        signal.Set();
    }

    private void OnLoop(Action action)
    {
        if (clock.IsCurrent) action();
        else clock.Post(action);
    }
}
