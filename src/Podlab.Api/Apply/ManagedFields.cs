using System.Text.Json.Nodes;
using Podlab.Api.Json;
using Podlab.Api.Model;
using Podlab.Api.Schemas;

namespace Podlab.Api.Apply;

/// <summary>Keeps account of who wrote which field when an object is created, updated or patched. <see cref="ServerSideApply"/> is the other way to own fields.</summary>
/// <remarks>Follows staging/src/k8s.io/apimachinery/pkg/util/managedfields/internal (v1.36.3).</remarks>
public static class ManagedFields
{
    private static readonly Dictionary<GroupVersionKind, JsonObject> EmptyObjects = [];
    private static readonly Lock EmptyObjectsLock = new();

    /// <summary>The managed fields of an object that is written. It is to be called before admission changes the object: what admission adds belongs to nobody.</summary>
    /// <param name="old">The stored object; null for a creation.</param>
    /// <param name="updated">The object as the request gives it, decoded and defaulted.</param>
    /// <param name="manager">The request's <c>fieldManager</c>, or the part of its User-Agent before the slash.</param>
    /// <param name="subresource">The subresource that is written; null for the object itself. A scale is given as the change it makes to its object.</param>
    public static ValueList<ManagedFieldsEntry> OnUpdate(
        ResourceInfo resource, IKubernetesObject? old, IKubernetesObject updated, string manager, string? subresource, DateTimeOffset time)
    {
        var writer = new FieldManager(manager, FieldManager.Update, resource.Kind.ApiVersion, subresource ?? "");
        if (old is null && updated.Metadata.ManagedFields.IsEmpty)
            return RecentCreations.Shared.Find(resource, updated, writer, WholeSecond(time), () => Work(resource, null, updated, writer, time));
        return Work(resource, old, updated, writer, time);
    }

    private static ValueList<ManagedFieldsEntry> Work(ResourceInfo resource, IKubernetesObject? old, IKubernetesObject updated, FieldManager writer, DateTimeOffset time)
    {
        if (Opened(old, updated, writer.Subresource) is not { } ownership) return default;
        if (ownership.IsEmpty && old is not null) return default;
        var schema = SchemaOf(resource);
        var before = old is null ? EmptyObject(resource) : Tree(old);
        Update(resource, schema, ownership, before, Tree(updated), writer, time);
        return ownership.IsEmpty ? default : ownership.Write();
    }

    /// <summary>The same, worked out when somebody first reads the list. What the request itself says about managed fields is not looked at.</summary>
    /// <inheritdoc cref="OnUpdate" path="/param"/>
    public static ValueList<ManagedFieldsEntry> OnUpdateLater(
        ResourceInfo resource, IKubernetesObject? old, IKubernetesObject updated, string manager, string? subresource, DateTimeOffset time)
    {
        var basis = old?.Metadata.ManagedFields ?? default;
        if (old is not null && basis.Deferred is null && basis.IsEmpty) return default;
        return PendingWrite.Of(resource, old, updated, manager, subresource, time);
    }

    /// <summary>Tells a list of <see cref="OnUpdateLater"/> that the write has been stored.</summary>
    /// <param name="stored">Just what was given, but for what every object gets from the server; null where it became something else.</param>
    public static void Stored(ValueList<ManagedFieldsEntry> later, IKubernetesObject? stored) => (later.Deferred as PendingWrite)?.Stored(stored);

    internal static Schema? SchemaOf(ResourceInfo resource) => resource.Schema is { } name ? SchemaCatalog.Default.Find(name) : null;

    /// <summary>Gives the manager what it wrote, and takes that from the others.</summary>
    internal static void Update(ResourceInfo resource, Schema? schema, Ownership ownership, JsonNode? before, JsonNode? after, FieldManager manager, DateTimeOffset time)
    {
        var comparison = Comparison.Of(schema, before, after).Without(ResetFields.Of(resource, manager.Subresource));
        ownership.Yield(comparison, except: null);
        var written = comparison.Written.Difference(ResetFields.Identity);
        if (!written.IsEmpty)
        {
            var known = ownership.Find(manager);
            ownership.Set(new Ownership.Owner(manager, known is null ? written : known.Fields.Union(written), WholeSecond(time)));
        }

        ownership.Strip(ResetFields.Identity);
        ownership.Cap();
    }

    internal static DateTimeOffset WholeSecond(DateTimeOffset time) => new(time.UtcTicks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, TimeSpan.Zero);

    internal static JsonObject Tree(IKubernetesObject item) => (JsonObject)JsonTree.Parse(KubernetesJson.ToUtf8(item.WithMetadata(item.Metadata with { ManagedFields = default })))!;

    /// <summary>The object that a creation is compared with: what is in every object of the kind belongs to nobody.</summary>
    internal static JsonObject EmptyObject(ResourceInfo resource)
    {
        lock (EmptyObjectsLock)
        {
            if (EmptyObjects.TryGetValue(resource.Kind, out var empty)) return empty;
            empty = KubernetesJson.TryRead(resource.Kind, "{}"u8, new DecodeLog(), out var item) ? Tree(item) : [];
            EmptyObjects.Add(resource.Kind, empty);
            return empty;
        }
    }

    /// <summary>
    /// The owners that a write starts from: those that it brings itself, else those of the stored object. Null where the request resets them with one empty entry.
    /// </summary>
    private static Ownership? Opened(IKubernetesObject? old, IKubernetesObject updated, string subresource)
    {
        var given = updated.Metadata.ManagedFields;
        if (subresource.Length == 0)
        {
            if (given.Count == 1 && given[0] == ManagedFieldsEntry.Empty) return old is null ? new Ownership() : null;
            if (Ownership.TryRead(given) is { IsEmpty: false } own) return own;
        }

        return old is null ? new Ownership() : Ownership.TryRead(old.Metadata.ManagedFields) ?? new Ownership();
    }
}
