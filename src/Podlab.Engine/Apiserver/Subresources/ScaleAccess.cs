using Podlab.Api;
using Podlab.Api.Model;

namespace Podlab.Engine.Apiserver.Subresources;

/// <summary>How many replicas a workload wants and has, seen as an autoscaling/v1 Scale.</summary>
/// <remarks>Follows pkg/registry/apps/deployment/storage/storage.go (v1.36.3).</remarks>
internal static class ScaleAccess
{
    public static Scale Read(IKubernetesObject workload) => workload switch
    {
        Deployment value => Make(value, value.Spec.Replicas, value.Status.Replicas, value.Spec.Selector),
        ReplicaSet value => Make(value, value.Spec.Replicas, value.Status.Replicas, value.Spec.Selector),
        StatefulSet value => Make(value, value.Spec.Replicas, value.Status.Replicas, value.Spec.Selector),
        ReplicationController value => Make(value, value.Spec.Replicas, value.Status.Replicas, LabelQuery.OfLabels(value.Spec.Selector).ToString()),
        _ => throw ApiException.NoSuchResource(),
    };

    public static IKubernetesObject Write(IKubernetesObject workload, Scale scale)
    {
        IKubernetesObject changed = workload switch
        {
            Deployment value => value with { Spec = value.Spec with { Replicas = scale.Spec.Replicas } },
            ReplicaSet value => value with { Spec = value.Spec with { Replicas = scale.Spec.Replicas } },
            StatefulSet value => value with { Spec = value.Spec with { Replicas = scale.Spec.Replicas } },
            ReplicationController value => value with { Spec = value.Spec with { Replicas = scale.Spec.Replicas } },
            _ => throw ApiException.NoSuchResource(),
        };
        var metadata = changed.Metadata with { ResourceVersion = scale.Metadata.ResourceVersion };
        return changed.WithMetadata(string.IsNullOrEmpty(scale.Metadata.Uid) ? metadata : metadata with { Uid = scale.Metadata.Uid });
    }

    private static Scale Make(IKubernetesObject workload, int? wanted, int existing, LabelSelector? selector) =>
        Make(workload, wanted, existing, LabelSelectors.ToQuery(selector).ToString());

    private static Scale Make(IKubernetesObject workload, int? wanted, int existing, string selector) => new()
    {
        Metadata = new ObjectMeta
        {
            Name = workload.Metadata.Name,
            Namespace = workload.Metadata.Namespace,
            Uid = workload.Metadata.Uid,
            ResourceVersion = workload.Metadata.ResourceVersion,
            CreationTimestamp = workload.Metadata.CreationTimestamp,
        },
        Spec = new ScaleSpec { Replicas = wanted ?? 0 },
        Status = new ScaleStatus { Replicas = existing, Selector = selector },
    };
}
