using Podlab.Api.Apply;
using Podlab.Api.Model;

namespace Podlab.Engine.Apiserver.Writing;

/// <summary>Keeps metadata.managedFields: who last set which field. What a write changes in it is worked out when somebody reads it.</summary>
internal static class FieldTracking
{
    /// <summary>The object with its fields' owners brought up to date; what the client itself wrote there counts where it differs from what is stored.</summary>
    public static IKubernetesObject Track(WriteRequest request, IKubernetesObject? old, IKubernetesObject value, DateTimeOffset now)
    {
        if (request.IsApply) return value;
        var given = value.Metadata.ManagedFields;
        var isOwn = !given.IsSameAs(default) && !(old is not null && given == old.Metadata.ManagedFields);
        var entries = isOwn
            ? ManagedFields.OnUpdate(request.Resource, old, value, request.FieldManager, request.Subresource, now)
            : ManagedFields.OnUpdateLater(request.Resource, old, value, request.FieldManager, request.Subresource, now);
        return value.WithMetadata(value.Metadata with { ManagedFields = entries });
    }

    /// <summary>Drops the trace of a write that in the end changed nothing, unless what was asked for changes the owners of fields.</summary>
    /// <param name="asked">What the client wants, before the strategy takes back what it may not change: owners are noted for that.</param>
    public static IKubernetesObject Settle(IKubernetesObject value, IKubernetesObject asked, IKubernetesObject old)
    {
        if (value.Metadata.ManagedFields.Deferred is null) return value;
        var untraced = value.WithMetadata(value.Metadata with { ManagedFields = old.Metadata.ManagedFields });
        if (!untraced.Equals(old)) return value;
        return asked.WithMetadata(asked.Metadata with { ManagedFields = old.Metadata.ManagedFields, ResourceVersion = old.Metadata.ResourceVersion }).Equals(old) || SameOwners(value, old) ? untraced : value;
    }

    private static bool SameOwners(IKubernetesObject value, IKubernetesObject old) =>
        value.Metadata.ManagedFields.Select(WithoutTime).SequenceEqual(old.Metadata.ManagedFields.Select(WithoutTime));

    private static ManagedFieldsEntry WithoutTime(ManagedFieldsEntry entry) => entry with { Time = null };

    /// <summary>Whether a settled write changed nothing. A trace that is still to be worked out says that it did, and is not worked out for the question.</summary>
    public static bool IsUnchanged(IKubernetesObject settled, IKubernetesObject old)
    {
        var traces = settled.Metadata.ManagedFields;
        return (traces.Deferred is null || traces.IsSameAs(old.Metadata.ManagedFields)) && settled.Equals(old);
    }
}
