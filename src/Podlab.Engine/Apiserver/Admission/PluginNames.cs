namespace Podlab.Engine.Apiserver.Admission;

/// <summary>The plugins' names, as flags of a real API server take them.</summary>
public static class PluginNames
{
    public const string NamespaceLifecycle = "NamespaceLifecycle";
    public const string LimitRanger = "LimitRanger";
    public const string ServiceAccount = "ServiceAccount";
    public const string TaintNodesByCondition = "TaintNodesByCondition";
    public const string PodSecurity = "PodSecurity";
    public const string Priority = "Priority";
    public const string DefaultTolerationSeconds = "DefaultTolerationSeconds";
    public const string DefaultStorageClass = "DefaultStorageClass";
    public const string StorageObjectInUseProtection = "StorageObjectInUseProtection";
    public const string PersistentVolumeClaimResize = "PersistentVolumeClaimResize";
    public const string RuntimeClass = "RuntimeClass";
    public const string DefaultIngressClass = "DefaultIngressClass";
    public const string PodTopologyLabels = "PodTopologyLabels";
    public const string NodeDeclaredFeatureValidator = "NodeDeclaredFeatureValidator";
    public const string ResourceQuota = "ResourceQuota";
}
