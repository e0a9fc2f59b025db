using Podlab.Kubectl.CommandLine;

namespace Podlab.Kubectl.Create;

/// <summary>What can be created from flags.</summary>
internal static class CreateSubcommands
{
    public static IReadOnlyList<CommandSpec> All { get; } =
    [
        CreateAccess.ClusterRole, CreateAccess.ClusterRoleBinding, CreateConfigMap.Spec, CreateWorkloads.CronJob, CreateDeployment.Spec, CreateNetworking.Ingress,
        CreateWorkloads.Job, CreateNamespace.Spec, CreatePolicies.Budget, CreatePolicies.Priority, CreatePolicies.Quota, CreateAccess.Role, CreateAccess.RoleBinding,
        CreateSecret.Spec, CreateNetworking.Service, CreateServiceAccount.Spec, CreateAccess.Token,
    ];
}
