using Podlab.Api.Model;

namespace Podlab.Engine.Apiserver;

/// <summary>What an update takes from the caller's object: everything but status, or status alone.</summary>
internal static class StatusSplit
{
    public static IKubernetesObject Merge(IKubernetesObject old, IKubernetesObject value, string? subresource) => (old, value, subresource) switch
    {
        (Pod o, Pod n, "status") => o with { Status = n.Status },
        (Pod o, Pod n, _) => n with { Status = o.Status, Metadata = Keep(o.Metadata, n.Metadata) },
        (Node o, Node n, "status") => o with { Status = n.Status },
        (Node o, Node n, _) => n with { Status = o.Status, Metadata = Keep(o.Metadata, n.Metadata) },
        _ => value.WithMetadata(Keep(old.Metadata, value.Metadata)),
    };

    private static ObjectMeta Keep(ObjectMeta old, ObjectMeta value) => value with
    {
        Uid = old.Uid,
        CreationTimestamp = old.CreationTimestamp,
        DeletionTimestamp = old.DeletionTimestamp,
        DeletionGracePeriodSeconds = old.DeletionGracePeriodSeconds,
        Generation = old.Generation,
    };
}
