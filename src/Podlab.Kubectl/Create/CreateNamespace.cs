using System.Text.Json.Nodes;
using Podlab.Kubectl.CommandLine;

namespace Podlab.Kubectl.Create;

/// <summary><c>kubectl create namespace</c>.</summary>
internal static class CreateNamespace
{
    public static CommandSpec Spec { get; } = new("namespace", "namespace NAME [--dry-run=server|client|none]", "Create a namespace with the specified name")
    {
        Aliases = ["ns"],
        Examples = ["kubectl create namespace my-namespace"],
        Flags = flags => CreateFlags.AddTo(flags),
        Run = call =>
        {
            var value = CreateFlags.Head(call, "v1", "Namespace", call.OneName(), namespaced: false);
            value["spec"] = new JsonObject();
            value["status"] = new JsonObject();
            return CreateCommand.SubmitAsync(call, value, "");
        },
    };
}
