using Podlab.Api.Model;

namespace Podlab.Engine.Apiserver;

/// <summary>
/// The API door for one kind, as code inside the process uses it: the same admission, defaults, validation and versions as over HTTP, without the bytes.
/// Calls answer at once and take no virtual time; refusals are <see cref="ApiException"/>.
/// </summary>
public sealed class ResourceClient<T>
    where T : class, IKubernetesObject<T>
{
    private readonly ApiServer server;

    internal ResourceClient(ApiServer server, ResourceInfo resource)
    {
        this.server = server;
        Resource = resource;
    }

    public ResourceInfo Resource { get; }

    /// <summary>The object, or null. The namespace of cluster-scoped kinds is empty.</summary>
    public T? Find(string @namespace, string name) => (T?)server.Find(Resource, @namespace, name);

    /// <exception cref="ApiException">NotFound.</exception>
    public T Get(string @namespace, string name) => Find(@namespace, name) ?? throw ApiException.NotFound(Resource, name);

    /// <summary>A snapshot in order of namespace and name; reading it costs no copies.</summary>
    public IEnumerable<T> List(string? @namespace = null) => server.List<T>(Resource, @namespace);

    public T Create(T value, string fieldManager = "podlab") => (T)server.Create(Resource, value, fieldManager);

    /// <summary>Replaces spec and metadata; status stays. A resource version in the object must be the stored one.</summary>
    public T Update(T value, string fieldManager = "podlab") => (T)server.Update(Resource, value, subresource: null, fieldManager);

    /// <summary>Replaces status only.</summary>
    public T UpdateStatus(T value, string fieldManager = "podlab") => (T)server.Update(Resource, value, subresource: "status", fieldManager);

    /// <param name="gracePeriodSeconds">Null: the object's own.</param>
    /// <param name="propagationPolicy">Background, Foreground, Orphan; null: the kind's default.</param>
    /// <param name="uid">Precondition: the object must have this uid.</param>
    public void Delete(string @namespace, string name, long? gracePeriodSeconds = null, string? propagationPolicy = null, string? uid = null) =>
        server.Delete(Resource, @namespace, name, new DeleteOptions
        {
            GracePeriodSeconds = gracePeriodSeconds,
            PropagationPolicy = propagationPolicy,
            Preconditions = uid is null ? null : new Preconditions { Uid = uid },
        });

    /// <summary>The same for a component of the cluster, which meets the API's faults.</summary>
    internal void Delete(string component, string @namespace, string name, string? uid, long? gracePeriodSeconds = null)
    {
        server.Meet(component);
        Delete(@namespace, name, gracePeriodSeconds, uid: uid);
    }

    /// <summary>
    /// Calls <paramref name="handler"/> for every change from now on, on the event loop, after the writer's own callback has ended, in the same virtual instant
    /// and in order. Dispose to stop. What exists already is not replayed: list first.
    /// </summary>
    public IDisposable Watch(Action<WatchEvent<T>> handler) => server.Watch(Resource, handler);

    /// <summary>Keeps an index over the kind; ask it with <see cref="ObjectIndex{T}.Find"/>. Give each question one index and keep it.</summary>
    public ObjectIndex<T> Index(Func<T, string?> key) => server.Index(Resource, key);
}
