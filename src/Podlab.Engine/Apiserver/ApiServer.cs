using System.Globalization;
using Podlab.Api.Model;
using Podlab.Engine.Chance;
using Podlab.Engine.Store;
using Podlab.Engine.Time;

namespace Podlab.Engine.Apiserver;

/// <summary>The one door to the state of a cluster. Whoever changes something (kubectl, HTTP, C#, a controller, the kubelet) comes through here.</summary>
public sealed class ApiServer
{
    private static readonly Dictionary<GroupVersionKind, ResourceInfo> ByKind = Resources.All.ToDictionary(resource => resource.Kind);
    private readonly Dictionary<ResourceInfo, List<Action<StoreChange>>> watchers = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<ResourceInfo, List<Action<StoreChange>>> indexes = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Type, object> clients = [];
    private readonly EventLoop clock;
    private readonly SeededRandom uids;
    private readonly SeededRandom suffixes;

    public ApiServer(EventLoop clock, SeededRandom random, ObjectStore store)
    {
        this.clock = clock;
        Store = store;
        uids = random.Fork("uids");
        suffixes = random.Fork("names");
        store.Changed += Dispatch;
    }

    public ObjectStore Store { get; }

    public static ResourceInfo ResourceOf(GroupVersionKind kind) => ByKind[kind];

    /// <summary>The door for one kind: <c>api.Of&lt;Pod&gt;().Get("default", "web")</c>.</summary>
    public ResourceClient<T> Of<T>()
        where T : class, IKubernetesObject<T>
    {
        if (clients.TryGetValue(typeof(T), out var found)) return (ResourceClient<T>)found;
        var client = new ResourceClient<T>(this, ByKind[T.GroupVersionKind]);
        clients.Add(typeof(T), client);
        return client;
    }

    internal IKubernetesObject Create(ResourceInfo resource, IKubernetesObject value, string fieldManager)
    {
        var metadata = value.Metadata;
        var name = !string.IsNullOrEmpty(metadata.Name) ? metadata.Name : metadata.GenerateName + suffixes.NextSuffix();
        var @namespace = resource.Namespaced ? metadata.Namespace ?? "default" : "";
        if (Store.Find(resource, @namespace, name) is not null) throw ApiException.AlreadyExists(resource, name);
        metadata = metadata with
        {
            Name = name,
            Namespace = @namespace.Length == 0 ? null : @namespace,
            Uid = uids.NextUid(),
            CreationTimestamp = WholeSecond(clock.Now),
            Generation = 1,
        };
        return Store.Put(resource, version => value.WithMetadata(metadata with { ResourceVersion = Text(version) })).Value;
    }

    internal IKubernetesObject Update(ResourceInfo resource, IKubernetesObject value, string? subresource, string fieldManager)
    {
        var old = Store.Find(resource, value.Metadata.Namespace ?? "", value.Metadata.Name ?? "") ?? throw ApiException.NotFound(resource, value.Metadata.Name ?? "");
        if (value.Metadata.ResourceVersion is { } version && version != old.Value.Metadata.ResourceVersion) throw ApiException.Modified(resource, old.Name);
        var merged = StatusSplit.Merge(old.Value, value, subresource);
        if (Equals(merged.WithMetadata(merged.Metadata with { ResourceVersion = old.Value.Metadata.ResourceVersion }), old.Value)) return old.Value;
        if (merged.Metadata.DeletionTimestamp is not null && merged.Metadata.Finalizers.IsEmpty && merged.Metadata.DeletionGracePeriodSeconds is 0 or null)
            return Store.Remove(resource, old, next => merged.WithMetadata(merged.Metadata with { ResourceVersion = Text(next) })).Value;
        return Store.Put(resource, next => merged.WithMetadata(merged.Metadata with { ResourceVersion = Text(next) })).Value;
    }

    internal void Delete(ResourceInfo resource, string @namespace, string name, DeleteOptions options)
    {
        var old = Store.Find(resource, @namespace, name) ?? throw ApiException.NotFound(resource, name);
        if (options.Preconditions?.Uid is { } uid && uid != old.Value.Metadata.Uid)
            throw ApiException.Conflict(resource, name, $"Precondition failed: UID in precondition: {uid}, UID in object meta: {old.Value.Metadata.Uid}");
        var grace = old.Value is Pod pod ? options.GracePeriodSeconds ?? (string.IsNullOrEmpty(pod.Spec.NodeName) ? 0 : pod.Spec.TerminationGracePeriodSeconds ?? 30) : 0;
        var metadata = old.Value.Metadata;
        if (grace > 0 || !metadata.Finalizers.IsEmpty)
        {
            if (metadata.DeletionTimestamp is not null && (metadata.DeletionGracePeriodSeconds ?? 0) <= grace) return;
            metadata = metadata with { DeletionTimestamp = WholeSecond(clock.Now.AddSeconds(grace)), DeletionGracePeriodSeconds = grace, Generation = metadata.Generation + 1 };
            Store.Put(resource, version => old.Value.WithMetadata(metadata with { ResourceVersion = Text(version) }));
            return;
        }

        Store.Remove(resource, old, version => old.Value.WithMetadata(metadata with { ResourceVersion = Text(version) }));
    }

    internal IDisposable Watch<T>(ResourceInfo resource, Action<WatchEvent<T>> handler)
        where T : class
    {
        var watching = true;
        var list = ListOf(watchers, resource);
        void Forward(StoreChange change)
        {
            if (watching) handler(new WatchEvent<T>(change.Type, (T)change.Object.Value, (T?)change.Old?.Value));
        }

        list.Add(Forward);
        return new Subscription(() =>
        {
            watching = false;
            list.Remove(Forward);
        });
    }

    internal ObjectIndex<T> Index<T>(ResourceInfo resource, Func<T, string?> key)
        where T : class, IKubernetesObject<T>
    {
        var index = new ObjectIndex<T>(key, Store.List(resource).Select(stored => (T)stored.Value));
        ListOf(indexes, resource).Add(index.Apply);
        return index;
    }

    private static List<Action<StoreChange>> ListOf(Dictionary<ResourceInfo, List<Action<StoreChange>>> table, ResourceInfo resource)
    {
        if (!table.TryGetValue(resource, out var list)) table.Add(resource, list = []);
        return list;
    }

    private static string Text(long version) => version.ToString(CultureInfo.InvariantCulture);

    private static DateTimeOffset WholeSecond(DateTimeOffset time) => new(time.UtcTicks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, TimeSpan.Zero);

    private void Dispatch(StoreChange change)
    {
        if (indexes.TryGetValue(change.Resource, out var own))
        {
            foreach (var index in own) index(change);
        }

        if (!watchers.TryGetValue(change.Resource, out var list) || list.Count == 0) return;
        clock.Post(() =>
        {
            foreach (var watcher in list.ToArray()) watcher(change);
        });
    }

    private sealed class Subscription(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
