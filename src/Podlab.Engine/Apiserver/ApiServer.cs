using Podlab.Api.Model;
using Podlab.Engine.Apiserver.Admission;
using Podlab.Engine.Apiserver.Bootstrap;
using Podlab.Engine.Apiserver.Conversion;
using Podlab.Engine.Apiserver.CustomResources;
using Podlab.Engine.Apiserver.Discovery;
using Podlab.Engine.Apiserver.Http;
using Podlab.Engine.Apiserver.Nodes;
using Podlab.Engine.Apiserver.Reading;
using Podlab.Engine.Apiserver.Subresources;
using Podlab.Engine.Apiserver.Watching;
using Podlab.Engine.Apiserver.Writing;
using Podlab.Engine.Chance;
using Podlab.Engine.Faults;
using Podlab.Engine.Fidelity;
using Podlab.Engine.Network;
using Podlab.Engine.Recordings;
using Podlab.Engine.Store;
using Podlab.Engine.Time;

namespace Podlab.Engine.Apiserver;

/// <summary>The one door to the state of a cluster. Whoever changes something (kubectl, HTTP, C#, a controller, the kubelet) comes through here.</summary>
public sealed class ApiServer
{
    private static readonly Dictionary<(string ApiVersion, string Kind), ResourceInfo> ByKind = Resources.All.ToDictionary(resource => (resource.Kind.ApiVersion, resource.Kind.Kind));
    private readonly Dictionary<ResourceInfo, Watchers> watchers = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<ResourceInfo, Watchers> guestWatchers = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<ResourceInfo, List<Action<StoreChange>>> indexes = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Type, object> clients = [];

    /// <param name="disabledPlugins">Admission plugins to leave out, by Kubernetes' names; null: none.</param>
    public ApiServer(EventLoop clock, SeededRandom random, ObjectStore store, IReadOnlyList<string>? disabledPlugins = null)
    {
        Clock = clock;
        Store = store;
        Writer = new ObjectWriter(store, clock, random);
        Deletion = new Deletion(store, clock, Writer);
        Lists = new ListReader(store);
        Bindings = new BindingWriter(this);
        Evictions = new PodEviction(this);
        Tokens = new TokenIssuer(this, random);
        Metrics = new ServerMetrics(this);
        Groups = new ApiGroups(CustomKinds);
        OpenApi = new OpenApiDocuments(Groups);
        Http = new HttpDoor(this);
        store.Changed += new DefinitionWatcher(this).Changed;
        store.Changed += Dispatch;
        SystemObjects.Create(this);
        Writer.Admission = DefaultPlugins.Make(this, random, disabledPlugins ?? []);
    }

    public ObjectStore Store { get; }

    /// <summary>The kubelets that logs, commands and streams go through to; each node's kubelet registers here.</summary>
    public NodeConnections Nodes { get; } = new();

    /// <summary>The same API in the shape of HTTP requests and answers.</summary>
    public HttpDoor Http { get; }

    internal EventLoop Clock { get; }

    internal ObjectWriter Writer { get; }

    internal Deletion Deletion { get; }

    internal ListReader Lists { get; }

    internal BindingWriter Bindings { get; }

    internal PodEviction Evictions { get; }

    internal TokenIssuer Tokens { get; }

    internal WatchHub Watches { get; } = new();

    /// <summary>Host and port as clients reach the server; discovery tells it.</summary>
    public string Address { get; set; } = "podlab.local";

    /// <summary>The certificates, in PEM, by which pods know the server. The one that is there from the start belongs to nobody; a server over HTTPS puts its own here.</summary>
    public string CertificateAuthority { get; set; } = PlaceholderCertificate.Pem;

    /// <summary>What clients are told of fields that the nodes treat otherwise than real ones; null: nothing, as where no simulated node runs pods.</summary>
    public FidelityWarnings? Fidelity { get; set; }

    /// <summary>The machine that it runs on, from where it reaches pods; null: it has no way to them.</summary>
    internal NetworkNamespace? Machine { get; set; }

    /// <summary>Lets requests pass, or loses, refuses and delays them; null: all is well.</summary>
    internal ApiFaults? Faults { get; set; }

    /// <summary>Takes down what callers from outside change; null: nobody asked for a recording.</summary>
    internal InputLog? Inputs { get; set; }

    internal OpenApiDocuments OpenApi { get; }

    internal ApiGroups Groups { get; }

    /// <summary>The kinds that clients have defined.</summary>
    internal CustomKinds CustomKinds { get; } = new();

    internal ServerMetrics Metrics { get; }

    public static ResourceInfo ResourceOf(GroupVersionKind kind) => ByKind[(kind.ApiVersion, kind.Kind)];

    public static ResourceInfo ResourceOf(IKubernetesObject value) => ByKind[(value.ApiVersion, value.Kind)];

    /// <summary>The door for one kind: <c>api.Of&lt;Pod&gt;().Get("default", "web")</c>.</summary>
    public ResourceClient<T> Of<T>()
        where T : class, IKubernetesObject<T>
    {
        if (clients.TryGetValue(typeof(T), out var found)) return (ResourceClient<T>)found;
        var client = new ResourceClient<T>(this, ResourceOf(T.GroupVersionKind));
        clients.Add(typeof(T), client);
        return client;
    }

    internal IKubernetesObject? Find(ResourceInfo resource, string @namespace, string name) =>
        Store.Find(StorageKinds.Of(resource), @namespace, name) is { } stored ? StorageKinds.FromStorage(resource, stored.Value) : null;

    internal IEnumerable<IKubernetesObject> List(ResourceInfo resource, string? @namespace) => List<IKubernetesObject>(resource, @namespace);

    internal IEnumerable<T> List<T>(ResourceInfo resource, string? @namespace)
        where T : class => Store.List(StorageKinds.Of(resource), @namespace).Select(stored => (T)StorageKinds.FromStorage(resource, stored.Value));

    internal IKubernetesObject Create(ResourceInfo resource, IKubernetesObject value, string fieldManager)
    {
        if (Inputs is { IsAsked: true }) return (IKubernetesObject)Inputs.Take(new WriteInput("create", value, fieldManager))!;
        Meet(fieldManager);
        var request = Request(resource, value.Metadata.Namespace ?? (resource.Namespaced ? "default" : ""), "", fieldManager);
        if (value is Binding binding)
        {
            Bindings.Bind(request with { Name = binding.Metadata.Name ?? "" }, binding);
            return binding;
        }

        return StorageKinds.FromStorage(resource, Writer.Create(request, value).Value);
    }

    internal IKubernetesObject Update(ResourceInfo resource, IKubernetesObject value, string? subresource, string fieldManager)
    {
        if (Inputs is { IsAsked: true }) return (IKubernetesObject)Inputs.Take(new WriteInput(subresource is null ? "update" : "updateStatus", value, fieldManager))!;
        Meet(fieldManager);
        var request = Request(resource, value.Metadata.Namespace ?? "", value.Metadata.Name ?? "", fieldManager, subresource);
        return StorageKinds.FromStorage(resource, Writer.Replace(request, value).Object.Value);
    }

    /// <summary>A component of the cluster asks: faults of the API concern it as they do others. Who drives the cluster from a cell is no client.</summary>
    /// <exception cref="ApiException">It is transient.</exception>
    internal void Meet(string component)
    {
        if (Faults is { IsIdle: false } faults && component != "podlab" && !Clock.IsOutside) faults.Meet(component);
    }

    internal void Delete(ResourceInfo resource, string @namespace, string name, DeleteOptions options)
    {
        if (Inputs is { IsAsked: true }) Inputs.Take(new DeleteInput(resource.Kind, @namespace, name, options));
        else Deletion.Delete(Request(resource, @namespace, name, "podlab"), options);
    }

    /// <summary>Deletes a pod if its disruption budget allows it; else the refusal is TooManyRequests.</summary>
    public void Evict(string @namespace, string name, DeleteOptions? options = null)
    {
        if (Inputs is { IsAsked: true })
        {
            Inputs.Take(new DeleteInput(Pod.GroupVersionKind, @namespace, name, options) { IsEviction = true });
            return;
        }

        Evictions.Evict(Request(ResourceOf(Pod.GroupVersionKind), @namespace, name, "podlab"),
            new Eviction { Metadata = new ObjectMeta { Namespace = @namespace, Name = name }, DeleteOptions = options });
    }

    internal IDisposable Watch<T>(ResourceInfo resource, Action<WatchEvent<T>> handler)
        where T : class
    {
        var watching = true;
        // Whoever looks on from outside has a turn of its own, so that looking on changes nothing of the run.
        var all = Clock.IsOutside ? guestWatchers : watchers;
        if (!all.TryGetValue(StorageKinds.Of(resource), out var list)) all.Add(StorageKinds.Of(resource), list = new Watchers());
        void Forward(StoreChange change)
        {
            if (!watching) return;
            var old = change.Old is { } before ? StorageKinds.FromStorage(resource, before.Value) : null;
            handler(new WatchEvent<T>(change.Type, (T)StorageKinds.FromStorage(resource, change.Object.Value), (T?)old));
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
        if (!indexes.TryGetValue(resource, out var list)) indexes.Add(resource, list = []);
        list.Add(index.Apply);
        return index;
    }

    private static WriteRequest Request(ResourceInfo resource, string @namespace, string name, string fieldManager, string? subresource = null) =>
        new() { Resource = resource, Subresource = subresource, Namespace = resource.Namespaced ? @namespace : "", Name = name, FieldManager = fieldManager };

    private void Dispatch(StoreChange change)
    {
        if (indexes.TryGetValue(change.Resource, out var own))
        {
            foreach (var index in own) index(change);
        }

        Watches.Wake(change);
        if (watchers.TryGetValue(change.Resource, out var list) && !list.IsEmpty) Clock.Post(Deliver, new Delivery(list, change));
        if (guestWatchers.TryGetValue(change.Resource, out var outside) && !outside.IsEmpty) DeliverOutside(new Delivery(outside, change));
    }

    private void DeliverOutside(Delivery delivery) => Clock.PostGuest(() => Deliver(delivery));

    private static void Deliver(object? state)
    {
        var (list, change) = (Delivery)state!;
        foreach (var watcher in list.All) watcher(change);
    }

    private sealed record Delivery(Watchers Watchers, StoreChange Change);

    /// <summary>Who watches a resource. The array is never changed: whoever is added or removed during a delivery does not disturb it.</summary>
    private sealed class Watchers
    {
        public Action<StoreChange>[] All { get; private set; } = [];

        public bool IsEmpty => All.Length == 0;

        public void Add(Action<StoreChange> watcher) => All = [.. All, watcher];

        public void Remove(Action<StoreChange> watcher) => All = [.. All.Where(other => other != watcher)];
    }

    private sealed class Subscription(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
