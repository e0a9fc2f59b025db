using Podlab.Api;
using Podlab.Api.Apply;
using Podlab.Api.Model;

namespace Podlab.Engine.Apiserver.Writing;

/// <summary>Keeps metadata.managedFields: who last set which field. What a write changes in it is worked out when somebody reads it.</summary>
internal static class FieldTracking
{
    /// <summary>The owners of an object's fields after a write; what the client itself wrote there counts where it differs from what is stored.</summary>
    public static ValueList<ManagedFieldsEntry> OwnersOf(WriteRequest request, IKubernetesObject? old, IKubernetesObject value, DateTimeOffset now)
    {
        var given = value.Metadata.ManagedFields;
        if (request.IsApply) return given;
        var isOwn = !given.IsSameAs(default) && !(old is not null && given == old.Metadata.ManagedFields);
        return isOwn
            ? ManagedFields.OnUpdate(request.Resource, old, value, request.FieldManager, request.Subresource, now)
            : ManagedFields.OnUpdateLater(request.Resource, old, value, request.FieldManager, request.Subresource, now);
    }

    public static IKubernetesObject With(IKubernetesObject value, ValueList<ManagedFieldsEntry> owners) =>
        value.Metadata.ManagedFields.IsSameAs(owners) ? value : value.WithMetadata(value.Metadata with { ManagedFields = owners });

    /// <summary>Drops the trace of a write that in the end changed nothing, unless what was asked for changes the owners of fields.</summary>
    /// <param name="asked">What the client wants, before the strategy takes back what it may not change: owners are noted for that.</param>
    public static ValueList<ManagedFieldsEntry> Settle(ValueList<ManagedFieldsEntry> owners, IKubernetesObject value, IKubernetesObject asked, IKubernetesObject old)
    {
        if (owners.Deferred is null) return owners;
        var before = old.Metadata.ManagedFields;
        // Most writes change something beyond metadata, which is found out with less.
        if (!(ReferenceEquals(value.Metadata, old.Metadata) ? value : value.WithMetadata(old.Metadata)).Equals(old) || !With(value, before).Equals(old)) return owners;
        return asked.WithMetadata(asked.Metadata with { ManagedFields = before, ResourceVersion = old.Metadata.ResourceVersion }).Equals(old) || SameOwners(owners, before) ? before : owners;
    }

    private static bool SameOwners(ValueList<ManagedFieldsEntry> owners, ValueList<ManagedFieldsEntry> before) => owners.Select(WithoutTime).SequenceEqual(before.Select(WithoutTime));

    private static ManagedFieldsEntry WithoutTime(ManagedFieldsEntry entry) => entry with { Time = null };

    /// <summary>Whether a settled write changed nothing. A trace that is still to be worked out says that it did, and is not worked out for the question.</summary>
    public static bool IsUnchanged(ValueList<ManagedFieldsEntry> owners, IKubernetesObject value, IKubernetesObject old) =>
        (owners.Deferred is null || owners.IsSameAs(old.Metadata.ManagedFields)) && With(value, owners).Equals(old);
}
