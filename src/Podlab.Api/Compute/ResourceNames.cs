namespace Podlab.Api.Compute;

/// <summary>Which names of resources stand for what.</summary>
/// <remarks>Follows pkg/apis/core/helper/helpers.go (v1.36.3).</remarks>
public static class ResourceNames
{
    public const string Cpu = "cpu";
    public const string Memory = "memory";
    public const string Storage = "storage";
    public const string EphemeralStorage = "ephemeral-storage";
    public const string HugePagesPrefix = "hugepages-";
    private const string DefaultNamespacePrefix = "kubernetes.io/";

    public static bool IsHugePages(string name) => name.StartsWith(HugePagesPrefix, StringComparison.Ordinal);

    /// <summary>Kubernetes' own: without a prefix, or under kubernetes.io.</summary>
    public static bool IsNative(string name) => !name.Contains('/') || name.Contains(DefaultNamespacePrefix, StringComparison.Ordinal);

    /// <summary>Whether requests may be lower than limits.</summary>
    public static bool IsOvercommitAllowed(string name) => IsNative(name) && !IsHugePages(name);

    /// <summary>Fully qualified names of devices and the like.</summary>
    public static bool IsExtended(string name) =>
        !IsNative(name) && !name.StartsWith("requests.", StringComparison.Ordinal) && Validation.NameRules.QualifiedName("requests." + name).Count == 0;

    public static bool IsPodLevel(string name) => name is Cpu or Memory || IsHugePages(name);

    public static bool IsStandardContainer(string name) => name is Cpu or Memory or EphemeralStorage || IsHugePages(name);

    public static bool IsStandard(string name) =>
        name is Cpu or Memory or EphemeralStorage or Storage or "requests.cpu" or "requests.memory" or "requests.ephemeral-storage"
            or "limits.cpu" or "limits.memory" or "limits.ephemeral-storage" or "pods" or "resourcequotas" or "services"
            or "replicationcontrollers" or "secrets" or "configmaps" or "persistentvolumeclaims" or "requests.storage"
            or "services.nodeports" or "services.loadbalancers"
        || IsHugePages(name) || IsQuotaHugePages(name);

    public static bool IsStandardQuota(string name) =>
        name is Cpu or Memory or EphemeralStorage or "requests.cpu" or "requests.memory" or "requests.storage" or "requests.ephemeral-storage"
            or "limits.cpu" or "limits.memory" or "limits.ephemeral-storage" or "pods" or "resourcequotas" or "services"
            or "replicationcontrollers" or "secrets" or "persistentvolumeclaims" or "configmaps" or "services.nodeports" or "services.loadbalancers"
        || IsQuotaHugePages(name);

    /// <summary>Whether amounts are whole numbers: counts of objects, and everything extended.</summary>
    public static bool IsInteger(string name) =>
        name is "pods" or "services" or "replicationcontrollers" or "resourcequotas" or "secrets" or "configmaps" or "persistentvolumeclaims"
            or "services.nodeports" or "services.loadbalancers"
        || IsExtended(name);

    private static bool IsQuotaHugePages(string name) =>
        IsHugePages(name) || name.StartsWith("requests.hugepages-", StringComparison.Ordinal);
}
