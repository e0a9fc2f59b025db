using Podlab.Api.Model;

namespace Podlab.Api.Strategies;

/// <summary>What an update may leave out of metadata because the server knows it.</summary>
/// <remarks>Follows staging/src/k8s.io/apiserver/pkg/registry/rest/update.go (v1.36.3).</remarks>
public static class ObjectMetaCarry
{
    /// <summary>Identity, age, generation and deletion marks come from the old object, unless the new one states another uid, which validation refuses.</summary>
    public static ObjectMeta From(ObjectMeta old, ObjectMeta meta)
    {
        var uid = string.IsNullOrEmpty(meta.Uid) ? old.Uid : meta.Uid;
        var deletion = old.DeletionTimestamp ?? meta.DeletionTimestamp;
        var grace = meta.DeletionGracePeriodSeconds ?? old.DeletionGracePeriodSeconds;
        // Writers mostly send back what they have read.
        if (meta.Uid == uid && meta.CreationTimestamp == old.CreationTimestamp && meta.Generation == old.Generation
            && meta.DeletionTimestamp == deletion && meta.DeletionGracePeriodSeconds == grace && meta.SelfLink is null) return meta;
        return meta with
        {
            Uid = uid,
            CreationTimestamp = old.CreationTimestamp,
            Generation = old.Generation,
            DeletionTimestamp = deletion,
            DeletionGracePeriodSeconds = grace,
            SelfLink = null,
        };
    }
}
