using System.Text.Json.Nodes;
using Podlab.Kubectl.CommandLine;
using Podlab.Kubectl.Flags;
using Podlab.Kubectl.Objects;
using Podlab.Kubectl.Printers;

namespace Podlab.Kubectl.Create;

/// <summary>What all commands below <c>create</c> have.</summary>
internal static class CreateFlags
{
    public static FlagSet AddTo(FlagSet flags) => OutputFormat.AddTo(WriteFlags.AddValidate(WriteFlags.AddTo(flags
        .Bool("save-config", false, "If true, the configuration of current object will be saved in its annotation."), "kubectl-create")));

    /// <summary>The head of an object, in the order of Go's fields; with a namespace only where <c>--namespace</c> was given.</summary>
    public static JsonObject Head(Invocation call, string apiVersion, string kind, string name, bool namespaced = true)
    {
        var value = new JsonObject { ["kind"] = kind, ["apiVersion"] = apiVersion };
        var metadata = value.Ensure("metadata");
        metadata["name"] = name;
        if (namespaced && call.Session.NamespaceEnforced) metadata["namespace"] = call.Namespace;
        return value;
    }
}
