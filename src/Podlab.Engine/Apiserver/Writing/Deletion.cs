using Podlab.Api;
using Podlab.Api.Model;
using Podlab.Engine.Apiserver.Admission;
using Podlab.Engine.Apiserver.CustomResources;
using Podlab.Engine.Store;
using Podlab.Engine.Time;

namespace Podlab.Engine.Apiserver.Writing;

/// <summary>Deletes at once, or marks an object as being deleted: while it has finalizers, or while its grace period runs.</summary>
/// <remarks>Follows staging/src/k8s.io/apiserver/pkg/registry/generic/registry/store.go and registry/rest/delete.go (v1.36.3).</remarks>
internal sealed class Deletion(ObjectStore store, EventLoop clock, ObjectWriter writer)
{
    private const string Orphan = "orphan";
    private const string Foreground = "foregroundDeletion";
    private const string KeepsPods = "child pods are preserved by default when jobs are deleted; set propagationPolicy=Background to remove them or set propagationPolicy=Orphan to suppress this warning";

    /// <param name="options">Validated by the caller.</param>
    public DeleteResult Delete(WriteRequest request, DeleteOptions options)
    {
        var storage = Conversion.StorageKinds.Of(request.Resource);
        var stored = store.Find(storage, request.Namespace, request.Name) ?? throw ApiException.NotFound(request.Resource, request.Name);
        if (stored.Value is Job && options.PropagationPolicy is null && options.OrphanDependents is null) request.Warnings.Add(KeepsPods);
        if (stored.Value is Namespace) return DeleteNamespace(request, options, stored);
        return DeleteObject(request, options, stored);
    }

    private DeleteResult DeleteObject(WriteRequest request, DeleteOptions options, StoredObject stored)
    {
        var old = stored.Value;
        CheckPreconditions(request, options, old);
        var grace = Graceful(old, options);
        if (grace.Pending) return new DeleteResult(stored, Deleted: false);
        writer.Admission.Check(request.Ask(AdmissionOperation.Delete, null, old));
        var marked = old;
        var finalizers = Finalizers(request.Resource, old.Metadata, options);
        var pendingFinalizers = !old.Metadata.Finalizers.IsEmpty || !finalizers.IsEmpty;
        if (finalizers != old.Metadata.Finalizers && !(finalizers.IsEmpty && old.Metadata.Finalizers.IsEmpty))
            marked = marked.WithMetadata(marked.Metadata with { Finalizers = finalizers });
        if (grace.Seconds is { } seconds) marked = Mark(marked, seconds, grace.Since);
        else if (pendingFinalizers) marked = Mark(marked, 0, null);
        if (request.DryRun) return new DeleteResult(new StoredObject(marked, stored.ResourceVersion), Deleted: !pendingFinalizers && grace.Seconds is null or 0);
        var current = marked.Equals(old) ? stored : writer.PutAsIs(marked);
        if (!finalizers.IsEmpty || grace.Seconds > 0) return new DeleteResult(current, Deleted: false);
        return new DeleteResult(writer.Remove(current), Deleted: true);
    }

    private DeleteResult DeleteNamespace(WriteRequest request, DeleteOptions options, StoredObject stored)
    {
        var old = (Namespace)stored.Value;
        if (options.Preconditions?.Uid is { } uid && uid != old.Metadata.Uid)
            throw ApiException.Conflict(request.Resource, request.Name, $"Precondition failed: UID in precondition: {uid}, UID in object meta: {old.Metadata.Uid}");
        if (options.Preconditions?.ResourceVersion is { } version && version != old.Metadata.ResourceVersion)
            throw ApiException.Conflict(request.Resource, request.Name, $"Precondition failed: ResourceVersion in precondition: {version}, ResourceVersion in object meta: {old.Metadata.ResourceVersion}");
        if (old.Metadata.DeletionTimestamp is null)
        {
            writer.Admission.Check(request.Ask(AdmissionOperation.Delete, null, old));
            var finalizers = Finalizers(request.Resource, old.Metadata, options);
            var marked = old with
            {
                Metadata = old.Metadata with { DeletionTimestamp = WholeSecond.Of(clock.Now), Finalizers = finalizers.IsEmpty ? default : finalizers },
                Status = old.Status with { Phase = "Terminating" },
            };
            return new DeleteResult(request.DryRun ? new StoredObject(marked, stored.ResourceVersion) : writer.PutAsIs(marked), Deleted: false);
        }

        return old.Spec.Finalizers.IsEmpty ? DeleteObject(request, options, stored) : new DeleteResult(stored, Deleted: false);
    }

    private static void CheckPreconditions(WriteRequest request, DeleteOptions options, IKubernetesObject old)
    {
        if (options.Preconditions is not { } expected) return;
        if (expected.Uid is { } uid && uid != old.Metadata.Uid)
            throw Mismatch(request, old, $"the UID in the precondition ({uid}) does not match the UID in record ({old.Metadata.Uid}). The object might have been deleted and then recreated");
        if (expected.ResourceVersion is { } version && version != old.Metadata.ResourceVersion)
            throw Mismatch(request, old, $"the ResourceVersion in the precondition ({version}) does not match the ResourceVersion in record ({old.Metadata.ResourceVersion}). The object might have been modified");
    }

    /// <summary>This one names the kind where others name the resource.</summary>
    private static ApiException Mismatch(WriteRequest request, IKubernetesObject old, string why)
    {
        var kind = Conversion.StorageKinds.Of(request.Resource).Kind;
        var qualified = kind.Group.Length == 0 ? kind.Kind : $"{kind.Kind}.{kind.Group}";
        return ApiException.Of(409, "Conflict", $"Operation cannot be fulfilled on {qualified} {GoText.Quote(old.Metadata.Name ?? "")}: {why}",
            new StatusDetails { Name = old.Metadata.Name, Group = kind.Group.Length == 0 ? null : kind.Group, Kind = kind.Kind });
    }

    /// <summary>Pods alone are given time. Seconds is null where nothing is to be marked on that account.</summary>
    private Grace Graceful(IKubernetesObject old, DeleteOptions options)
    {
        if (old is not Pod pod) return default;
        var metadata = pod.Metadata;
        if (metadata.DeletionTimestamp is { } timestamp)
        {
            if (metadata.DeletionGracePeriodSeconds is not { } running) return default;
            // A deletion that is under way can only be made shorter.
            if (options.GracePeriodSeconds is not { } asked || asked >= running) return new Grace(null, null, Pending: !(running == 0 && metadata.Finalizers.IsEmpty));
            var begun = timestamp.AddSeconds(-running);
            if (begun.AddSeconds(asked) > clock.Now) return new Grace(asked, begun, Pending: false);
            // What is left of the time is nothing: the end is now, and one second is graceful still (registry/rest/delete.go BeforeDelete).
            asked = asked == 0 ? 0 : 1;
            return new Grace(asked, WholeSecond.Of(clock.Now).AddSeconds(-asked), Pending: false);
        }

        var seconds = options.GracePeriodSeconds ?? pod.Spec.TerminationGracePeriodSeconds ?? 0;
        if (string.IsNullOrEmpty(pod.Spec.NodeName) || pod.Status.Phase is PodStatus.PhaseValues.Failed or PodStatus.PhaseValues.Succeeded) seconds = 0;
        return new Grace(seconds < 0 ? 1 : seconds, null, Pending: false);
    }

    private IKubernetesObject Mark(IKubernetesObject value, long seconds, DateTimeOffset? since)
    {
        var metadata = value.Metadata;
        var first = metadata.DeletionTimestamp is null;
        var begin = since ?? (metadata.DeletionTimestamp is { } earlier && seconds == 0 && earlier <= clock.Now ? earlier : WholeSecond.Of(clock.Now));
        return value.WithMetadata(metadata with
        {
            DeletionTimestamp = begin.AddSeconds(seconds),
            DeletionGracePeriodSeconds = seconds,
            Generation = first && metadata.Generation > 0 ? metadata.Generation + 1 : metadata.Generation,
        });
    }

    /// <summary>The finalizers as the propagation policy wants them: the garbage collector's two are the policy's, the others stay.</summary>
    private static ValueList<string> Finalizers(ResourceInfo resource, ObjectMeta metadata, DeleteOptions options)
    {
        var others = metadata.Finalizers.Where(name => name is not (Orphan or Foreground)).ToList();
        if (ShouldOrphan(resource, metadata, options)) others.Add(Orphan);
        if (ShouldWait(metadata, options)) others.Add(Foreground);
        if (resource.Kind == Definition.Kind && metadata.DeletionTimestamp is null && !others.Contains(Definition.CleanupFinalizer)) others.Add(Definition.CleanupFinalizer);
        return others.Count == metadata.Finalizers.Count && others.All(name => metadata.Finalizers.Contains(name)) ? metadata.Finalizers : others.ToValueList();
    }

    private static bool ShouldOrphan(ResourceInfo resource, ObjectMeta metadata, DeleteOptions options)
    {
        if (options.PropagationPolicy is { } policy) return policy == "Orphan";
        if (options.OrphanDependents is { } orphan) return orphan;
        foreach (var finalizer in metadata.Finalizers)
        {
            if (finalizer is Orphan or Foreground) return finalizer == Orphan;
        }

        // Two kinds are older than the garbage collector: whoever deletes them without a word keeps their pods.
        return resource is { Group: "", Name: "replicationcontrollers" } or { Group: "batch", Name: "jobs" };
    }

    private static bool ShouldWait(ObjectMeta metadata, DeleteOptions options)
    {
        if (options.PropagationPolicy is { } policy) return policy == "Foreground";
        if (options.OrphanDependents is not null) return false;
        foreach (var finalizer in metadata.Finalizers)
        {
            if (finalizer is Orphan or Foreground) return finalizer == Foreground;
        }

        return false;
    }

    private readonly record struct Grace(long? Seconds, DateTimeOffset? Since, bool Pending);
}

/// <param name="Object">The last version, or the marked one.</param>
/// <param name="Deleted">Whether the object is gone.</param>
internal readonly record struct DeleteResult(StoredObject Object, bool Deleted);
