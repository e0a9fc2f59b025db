using Podlab.Api;
using Podlab.Api.Model;

namespace Podlab.Engine.Apiserver.Writing;

/// <summary>An owner that is named twice counts once, and the client is told.</summary>
/// <remarks>Follows dedupOwnerReferencesAndAddWarning of staging/src/k8s.io/apiserver/pkg/endpoints/handlers/create.go (v1.36.3).</remarks>
internal static class OwnerDuplicates
{
    public static IKubernetesObject Drop(IKubernetesObject value, WriteRequest request)
    {
        var owners = value.Metadata.OwnerReferences;
        if (owners.Count < 2) return value;
        var kept = new List<OwnerReference>();
        var doubled = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var owner in owners)
        {
            if (kept.Contains(owner)) doubled.Add(owner.Uid);
            else kept.Add(owner);
        }

        if (doubled.Count == 0) return value;
        request.Warnings.Add(".metadata.ownerReferences contains duplicate entries; API server dedups owner references in 1.20+, and may reject such requests as early as 1.24; "
            + $"please fix your requests; duplicate UID(s) observed: {string.Join(", ", doubled)}");
        return value.WithMetadata(value.Metadata with { OwnerReferences = kept.ToValueList() });
    }
}
