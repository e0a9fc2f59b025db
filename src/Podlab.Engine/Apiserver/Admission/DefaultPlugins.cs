using Podlab.Engine.Apiserver.Admission.Limits;
using Podlab.Engine.Apiserver.Admission.Namespaces;
using Podlab.Engine.Apiserver.Admission.Network;
using Podlab.Engine.Apiserver.Admission.Nodes;
using Podlab.Engine.Apiserver.Admission.Pods;
using Podlab.Engine.Apiserver.Admission.Quotas;
using Podlab.Engine.Apiserver.Admission.Security;
using Podlab.Engine.Apiserver.Admission.Storage;
using Podlab.Engine.Chance;

namespace Podlab.Engine.Apiserver.Admission;

/// <summary>The plugins that are on by default, in Kubernetes' order.</summary>
/// <remarks>Follows pkg/kubeapiserver/options/plugins.go (v1.36.3); the webhooks and policies that only run what others have configured are not here.</remarks>
internal static class DefaultPlugins
{
    /// <param name="disabled">Names of plugins to leave out.</param>
    public static AdmissionChain Make(ApiServer server, SeededRandom random, IReadOnlyList<string> disabled)
    {
        IAdmissionPlugin[] all =
        [
            new NamespaceLifecyclePlugin(server),
            new LimitRangerPlugin(server),
            new ServiceAccountPlugin(server, random),
            new TaintNodesByConditionPlugin(),
            new PodSecurityPlugin(server),
            new PriorityPlugin(server),
            new DefaultTolerationSecondsPlugin(),
            new DefaultStorageClassPlugin(server),
            new StorageObjectInUseProtectionPlugin(),
            new PersistentVolumeClaimResizePlugin(server),
            new RuntimeClassPlugin(server),
            new DefaultIngressClassPlugin(server),
            new PodTopologyLabelsPlugin(server),
            new NodeDeclaredFeaturesPlugin(server),
            new ResourceQuotaPlugin(server),
        ];
        return new AdmissionChain([.. all.Where(plugin => !disabled.Contains(plugin.Name))]);
    }
}
