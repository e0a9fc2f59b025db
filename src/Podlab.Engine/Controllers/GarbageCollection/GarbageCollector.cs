using Podlab.Api;
using Podlab.Api.Model;
using Podlab.Engine.Apiserver;
using Podlab.Engine.Events;
using Podlab.Engine.Store;

namespace Podlab.Engine.Controllers.GarbageCollection;

/// <summary>
/// Deletes what its owners leave behind, lets owners that are deleted in the foreground wait for their dependents, and lets go of dependents where the owner asked for it.
/// </summary>
/// <remarks>Follows pkg/controller/garbagecollector/garbagecollector.go and graph_builder.go (v1.36.3).</remarks>
internal sealed class GarbageCollector(ControllerContext context) : IClusterComponent
{
    private const string Component = "garbage-collector-controller";
    private const string Foreground = "foregroundDeletion";
    private const string Orphan = "orphan";
    private readonly ApiServer api = context.Api;
    private readonly IEventRecorder recorder = context.Recorder(Component);
    private readonly Queue<ObjectPlace> queue = new();
    private readonly HashSet<ObjectPlace> queued = [];
    private OwnerGraph graph = new();
    private bool scheduled;
    private bool running;

    /// <inheritdoc/>
    public string Name => Component;

    /// <inheritdoc/>
    public void Start()
    {
        running = true;
        graph = new OwnerGraph();
        foreach (var resource in Resources.All)
        {
            foreach (var stored in api.Store.List(resource))
            {
                graph.Add(resource, stored.Value);
                if (!stored.Value.Metadata.OwnerReferences.IsEmpty || stored.Value.Metadata.DeletionTimestamp is not null) Add(ObjectPlace.Of(resource, stored.Value));
            }
        }

        api.Store.Changed += Changed;
    }

    /// <inheritdoc/>
    public void Stop()
    {
        running = false;
        api.Store.Changed -= Changed;
        queue.Clear();
        queued.Clear();
    }

    private void Changed(StoreChange change)
    {
        graph.Apply(change);
        var item = change.Object.Value;
        var place = ObjectPlace.Of(change.Resource, item);
        switch (change.Type)
        {
            case StoreChangeType.Deleted:
                AddDependents(place.Uid);
                // An owner that waits in the foreground looks again.
                foreach (var owner in item.Metadata.OwnerReferences)
                {
                    if (Find(owner, place.Namespace) is { } waiting && IsDeletingDependents(waiting.Value)) Add(ObjectPlace.Of(waiting.Resource, waiting.Value));
                }

                break;
            case StoreChangeType.Added when !item.Metadata.OwnerReferences.IsEmpty:
                TellOfStrangers(place, item, default);
                Add(place);
                break;
            case StoreChangeType.Modified:
                if (item.Metadata.DeletionTimestamp is not null && !item.Metadata.Finalizers.IsEmpty
                    && (change.Old?.Value.Metadata.DeletionTimestamp is null || change.Old.Value.Metadata.Finalizers != item.Metadata.Finalizers)) Add(place);
                if (change.Old is { } old && old.Value.Metadata.OwnerReferences != item.Metadata.OwnerReferences)
                {
                    TellOfStrangers(place, item, old.Value.Metadata.OwnerReferences);
                    Add(place);
                    foreach (var owner in old.Value.Metadata.OwnerReferences.Concat(item.Metadata.OwnerReferences))
                    {
                        if (Find(owner, place.Namespace) is { } waiting && IsDeletingDependents(waiting.Value)) Add(ObjectPlace.Of(waiting.Resource, waiting.Value));
                    }
                }

                break;
        }
    }

    private void Add(ObjectPlace place)
    {
        if (!running || !queued.Add(place)) return;
        queue.Enqueue(place);
        Wake();
    }

    private void AddDependents(string uid)
    {
        foreach (var dependent in graph.DependentsOf(uid)) Add(dependent);
    }

    private void Wake()
    {
        if (scheduled) return;
        scheduled = true;
        context.Clock.Post(Next);
    }

    private void Next()
    {
        scheduled = false;
        if (!queue.TryDequeue(out var place)) return;
        queued.Remove(place);
        if (queue.Count > 0) Wake();
        if (api.Store.Find(place.Resource, place.Namespace, place.Name)?.Value is not { } item || item.Metadata.Uid != place.Uid) return;
        try
        {
            Collect(place, item);
        }
        catch (ApiException exception) when (exception.IsNotFound || exception.IsConflict)
        {
            // Changed under our hands: its change queues it again.
        }
    }

    private void Collect(ObjectPlace place, IKubernetesObject item)
    {
        if (item.Metadata.DeletionTimestamp is not null)
        {
            if (item.Metadata.Finalizers.Contains(Orphan)) OrphanDependents(place, item);
            else if (IsDeletingDependents(item)) AwaitDependents(place, item);
            return;
        }

        if (!item.Metadata.OwnerReferences.IsEmpty) Judge(place, item);
    }

    private void Judge(ObjectPlace place, IKubernetesObject item)
    {
        var (solid, dangling, waiting) = (new List<OwnerReference>(), new List<OwnerReference>(), new List<OwnerReference>());
        foreach (var reference in item.Metadata.OwnerReferences)
        {
            // What has no kind that anybody knows may yet come; a cluster-wide object cannot be owned by something in a namespace, and is left alone.
            if (ResourceOf(reference) is not { } resource || (place.Namespace.Length == 0 && resource.Namespaced)) return;
            if (Find(reference, place.Namespace) is not { } owner || owner.Value.Metadata.Uid != reference.Uid) dangling.Add(reference);
            else if (reference.BlockOwnerDeletion == true && IsDeletingDependents(owner.Value)) waiting.Add(reference);
            else solid.Add(reference);
        }

        if (solid.Count > 0)
        {
            if (dangling.Count + waiting.Count > 0) Write(place, item, item.Metadata with { OwnerReferences = solid.ToValueList() });
            return;
        }

        if (waiting.Count > 0 && graph.DependentsOf(place.Uid).Any(dependent => api.Store.Find(dependent.Resource, dependent.Namespace, dependent.Name) is { } found && IsDeletingDependents(found.Value)))
        {
            // Two that own each other would wait for each other for ever.
            var unblocked = item.Metadata.OwnerReferences.Map(reference => reference.BlockOwnerDeletion == true ? reference with { BlockOwnerDeletion = false } : reference);
            if (unblocked != item.Metadata.OwnerReferences) Write(place, item, item.Metadata with { OwnerReferences = unblocked });
        }

        var policy = waiting.Count > 0 && graph.DependentsOf(place.Uid).Count > 0 ? "Foreground"
            : item.Metadata.Finalizers.Contains(Orphan) ? "Orphan"
            : item.Metadata.Finalizers.Contains(Foreground) ? "Foreground"
            : "Background";
        api.Delete(place.Resource, place.Namespace, place.Name, new DeleteOptions { PropagationPolicy = policy, Preconditions = new Preconditions { Uid = place.Uid } });
    }

    /// <summary>An owner that exists, but in another namespace, owns nothing here: the object is told so, and goes as if the owner did not exist.</summary>
    private void TellOfStrangers(ObjectPlace place, IKubernetesObject item, ValueList<OwnerReference> known)
    {
        foreach (var reference in item.Metadata.OwnerReferences)
        {
            if (known.Contains(reference) || ResourceOf(reference) is not { Namespaced: true } resource) continue;
            if (api.Store.Find(resource, place.Namespace, reference.Name)?.Value.Metadata.Uid == reference.Uid) continue;
            if (!api.Store.List(resource).Any(stored => stored.Value.Metadata.Uid == reference.Uid && stored.Value.Metadata.Namespace != (place.Namespace.Length == 0 ? null : place.Namespace))) continue;
            var identity = $"[{reference.ApiVersion}/{reference.Kind}, namespace: {place.Namespace}, name: {reference.Name}, uid: {reference.Uid}]";
            recorder.Event(item, "Warning", "OwnerRefInvalidNamespace", $"ownerRef {identity} does not exist in namespace \"{place.Namespace}\"");
            return;
        }
    }

    private void AwaitDependents(ObjectPlace place, IKubernetesObject item)
    {
        var blocked = false;
        foreach (var dependent in graph.DependentsOf(place.Uid))
        {
            var reference = api.Store.Find(dependent.Resource, dependent.Namespace, dependent.Name)?.Value.Metadata.OwnerReferences.FirstOrDefault(owner => owner.Uid == place.Uid);
            blocked |= reference?.BlockOwnerDeletion == true;
        }

        if (blocked) AddDependents(place.Uid);
        else Write(place, item, item.Metadata with { Finalizers = item.Metadata.Finalizers.Where(finalizer => finalizer != Foreground).ToValueList() });
        if (!blocked) AddDependents(place.Uid);
    }

    /// <summary>The owner goes a turn after its dependents were let go: its own controller sees it without them first.</summary>
    private void OrphanDependents(ObjectPlace place, IKubernetesObject item)
    {
        var letGo = false;
        foreach (var dependent in graph.DependentsOf(place.Uid).ToArray())
        {
            if (api.Store.Find(dependent.Resource, dependent.Namespace, dependent.Name)?.Value is not { } child || child.Metadata.OwnerReferences.All(owner => owner.Uid != place.Uid)) continue;
            Write(dependent, child, child.Metadata with { OwnerReferences = child.Metadata.OwnerReferences.Where(owner => owner.Uid != place.Uid).ToValueList() });
            letGo = true;
        }

        if (letGo)
        {
            context.AfterReactions(() => Add(place));
            return;
        }

        Write(place, item, item.Metadata with { Finalizers = item.Metadata.Finalizers.Where(finalizer => finalizer != Orphan).ToValueList() });
    }

    private void Write(ObjectPlace place, IKubernetesObject item, ObjectMeta metadata) =>
        api.Update(place.Resource, item.WithMetadata(metadata), subresource: null, Component);

    private static bool IsDeletingDependents(IKubernetesObject item) =>
        item.Metadata.DeletionTimestamp is not null && item.Metadata.Finalizers.Contains(Foreground);

    private ResourceInfo? ResourceOf(OwnerReference reference)
    {
        foreach (var resource in Resources.All)
        {
            if (resource.Kind.Kind == reference.Kind && resource.Kind.ApiVersion == reference.ApiVersion) return resource;
        }

        return api.CustomKinds.OfKind(reference.ApiVersion, reference.Kind)?.Storage;
    }

    private (ResourceInfo Resource, IKubernetesObject Value)? Find(OwnerReference reference, string @namespace)
    {
        if (ResourceOf(reference) is not { } resource) return null;
        var found = api.Store.Find(resource, resource.Namespaced ? @namespace : "", reference.Name);
        return found is null ? null : (resource, found.Value);
    }
}
