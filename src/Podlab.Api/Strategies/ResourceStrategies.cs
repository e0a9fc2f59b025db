using Podlab.Api.Model;

namespace Podlab.Api.Strategies;

/// <summary>The table of strategies: one per kind. A kind without rules of its own has the plain one.</summary>
public static class ResourceStrategies
{
    private static readonly Dictionary<GroupVersionKind, ResourceStrategy> Table = [];

    static ResourceStrategies()
    {
        Plain<ControllerRevision>();
        Add(new Workloads.DaemonSetResource());
        Add(new Workloads.DeploymentResource());
        Add(new Workloads.ReplicaSetResource());
        Add(new Workloads.StatefulSetResource());
        Plain<TokenRequest>();
        Plain<SelfSubjectAccessReview>();
        Plain<SelfSubjectRulesReview>();
        Plain<AutoscalingV1HorizontalPodAutoscaler>();
        Plain<Scale>();
        Plain<HorizontalPodAutoscaler>();
        Add(new Batch.CronJobResource());
        Add(new Batch.JobResource());
        Plain<Lease>();
        Plain<Binding>();
        Plain<ComponentStatus>();
        Add(new Core.ConfigMapResource());
        Plain<Endpoints>();
        Plain<Event>();
        Add(new Core.LimitRangeResource());
        Add(new Core.NamespaceResource());
        Add(new Core.NodeResource());
        Plain<PersistentVolume>();
        Plain<PersistentVolumeClaim>();
        Add(new Pods.PodStrategy());
        Plain<PodTemplate>();
        Plain<ReplicationController>();
        Add(new Core.ResourceQuotaResource());
        Add(new Core.SecretResource());
        Add(new Core.ServiceResource());
        Add(new Core.ServiceAccountResource());
        Plain<EndpointSlice>();
        Plain<EventsEvent>();
        Plain<Ingress>();
        Plain<IngressClass>();
        Plain<NetworkPolicy>();
        Plain<RuntimeClass>();
        Plain<Eviction>();
        Plain<PodDisruptionBudget>();
        Plain<ClusterRole>();
        Plain<ClusterRoleBinding>();
        Plain<Role>();
        Plain<RoleBinding>();
        Plain<PriorityClass>();
        Plain<CSIDriver>();
        Plain<StorageClass>();
    }

    /// <exception cref="KeyNotFoundException">The model has no such kind.</exception>
    public static ResourceStrategy Of(GroupVersionKind kind) => Table.TryGetValue(kind, out var strategy) ? strategy : throw new KeyNotFoundException($"There is no kind {kind}.");

    private static void Add<T>(ResourceStrategy<T> strategy)
        where T : class, IKubernetesObject<T> => Table.Add(T.GroupVersionKind, strategy);

    private static void Plain<T>()
        where T : class, IKubernetesObject<T> => Add(new PlainStrategy<T>());
}
