using Podlab.Kubectl.CommandLine;

namespace Podlab.Kubectl.Create;

/// <summary><c>kubectl create serviceaccount</c>.</summary>
internal static class CreateServiceAccount
{
    public static CommandSpec Spec { get; } = new("serviceaccount", "serviceaccount NAME [--dry-run=server|client|none]", "Create a service account with the specified name")
    {
        Aliases = ["sa"],
        Examples = ["kubectl create serviceaccount my-service-account"],
        Flags = flags => CreateFlags.AddTo(flags),
        Run = call => CreateCommand.SubmitAsync(call, CreateFlags.Head(call, "v1", "ServiceAccount", call.OneName()), "failed to create serviceaccount: "),
    };
}
