using Podlab.Api.Model;

namespace Podlab.Api.Strategies;

/// <summary>The table of strategies: one per kind. A kind without rules of its own has the plain one.</summary>
public static class ResourceStrategies
{
    private static readonly Dictionary<GroupVersionKind, ResourceStrategy> Table = [];

    static ResourceStrategies()
    {
        Add(new Workloads.ControllerRevisionResource());
        Add(new Workloads.DaemonSetResource());
        Add(new Workloads.DeploymentResource());
        Add(new Workloads.ReplicaSetResource());
        Add(new Workloads.StatefulSetResource());
        Plain<TokenRequest>();
        Plain<SelfSubjectAccessReview>();
        Plain<SelfSubjectRulesReview>();
        Plain<AutoscalingV1HorizontalPodAutoscaler>();
        Plain<Scale>();
        Add(new Autoscaling.HorizontalPodAutoscalerResource());
        Add(new Batch.CronJobResource());
        Add(new Batch.JobResource());
        Add(new Coordination.LeaseResource());
        Plain<Binding>();
        Plain<ComponentStatus>();
        Add(new Core.ConfigMapResource());
        Add(new Core.EndpointsResource());
        Add(new Core.EventResource());
        Add(new Core.LimitRangeResource());
        Add(new Core.NamespaceResource());
        Add(new Core.NodeResource());
        Add(new Storage.PersistentVolumeResource());
        Add(new Storage.PersistentVolumeClaimResource());
        Add(new Pods.PodStrategy());
        Add(new Workloads.PodTemplateResource());
        Add(new Workloads.ReplicationControllerResource());
        Add(new Core.ResourceQuotaResource());
        Add(new Core.SecretResource());
        Add(new Core.ServiceResource());
        Add(new Core.ServiceAccountResource());
        Add(new Networking.EndpointSliceResource());
        Add(new Core.EventsEventResource());
        Add(new Networking.IngressResource());
        Add(new Networking.IngressClassResource());
        Add(new Networking.NetworkPolicyResource());
        Add(new Core.RuntimeClassResource());
        Plain<Eviction>();
        Add(new Policy.PodDisruptionBudgetResource());
        Add(new PathNamed<ClusterRole>());
        Add(new PathNamed<ClusterRoleBinding>());
        Add(new PathNamed<Role>());
        Add(new PathNamed<RoleBinding>());
        Add(new Policy.PriorityClassResource());
        Add(new Storage.CSIDriverResource());
        Add(new Storage.StorageClassResource());
    }

    /// <exception cref="KeyNotFoundException">The model has no such kind.</exception>
    public static ResourceStrategy Of(GroupVersionKind kind) => Table.TryGetValue(kind, out var strategy) ? strategy : throw new KeyNotFoundException($"There is no kind {kind}.");

    private static void Add<T>(ResourceStrategy<T> strategy)
        where T : class, IKubernetesObject<T> => Table.Add(T.GroupVersionKind, strategy);

    private static void Plain<T>()
        where T : class, IKubernetesObject<T> => Add(new PlainStrategy<T>());
}
