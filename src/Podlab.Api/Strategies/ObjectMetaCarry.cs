using Podlab.Api.Model;

namespace Podlab.Api.Strategies;

/// <summary>What an update may leave out of metadata because the server knows it.</summary>
/// <remarks>Follows staging/src/k8s.io/apiserver/pkg/registry/rest/update.go (v1.36.3).</remarks>
public static class ObjectMetaCarry
{
    /// <summary>Identity, age, generation and deletion marks come from the old object, unless the new one states another uid, which validation refuses.</summary>
    public static ObjectMeta From(ObjectMeta old, ObjectMeta meta) => meta with
    {
        Uid = string.IsNullOrEmpty(meta.Uid) ? old.Uid : meta.Uid,
        CreationTimestamp = old.CreationTimestamp,
        Generation = old.Generation,
        DeletionTimestamp = old.DeletionTimestamp ?? meta.DeletionTimestamp,
        DeletionGracePeriodSeconds = meta.DeletionGracePeriodSeconds ?? old.DeletionGracePeriodSeconds,
        SelfLink = null,
    };
}
