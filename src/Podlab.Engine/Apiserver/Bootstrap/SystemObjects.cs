using Podlab.Api.Model;

namespace Podlab.Engine.Apiserver.Bootstrap;

/// <summary>What a real API server makes for itself as it starts: its namespaces, the two system priorities, the service that it answers under.</summary>
/// <remarks>Follows pkg/controlplane/controller/{systemnamespaces,kubernetesservice} and pkg/registry/scheduling/rest (v1.36.3).</remarks>
internal static class SystemObjects
{
    private const string Manager = "kube-apiserver";

    public static void Create(ApiServer api)
    {
        foreach (var name in (string[])["default", "kube-system", "kube-public", "kube-node-lease"]) api.Of<Namespace>().Create(new Namespace { Metadata = new ObjectMeta { Name = name } }, Manager);
        Priority(api, "system-node-critical", 2000001000, "Used for system critical pods that must not be moved from their current node.");
        Priority(api, "system-cluster-critical", 2000000000, "Used for system critical pods that must run in the cluster, but can be moved to another node if necessary.");
    }

    private static void Priority(ApiServer api, string name, int value, string description) => api.Of<PriorityClass>().Create(
        new PriorityClass { Metadata = new ObjectMeta { Name = name }, Value = value, Description = description }, Manager);
}
