using Podlab.Kubectl.CommandLine;

namespace Podlab.Kubectl.Create;

/// <summary>What can be created from flags.</summary>
internal static class CreateSubcommands
{
    public static IReadOnlyList<CommandSpec> All { get; } =
    [
        CreateConfigMap.Spec, CreateDeployment.Spec, CreateNamespace.Spec, CreateSecret.Spec, CreateServiceAccount.Spec,
    ];
}
