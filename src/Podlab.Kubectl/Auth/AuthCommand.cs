using System.Text.Json.Nodes;
using Podlab.Kubectl.CommandLine;
using Podlab.Kubectl.Objects;
using Podlab.Kubectl.Printers;

namespace Podlab.Kubectl.Auth;

/// <summary><c>kubectl auth can-i</c> and <c>kubectl auth whoami</c>.</summary>
/// <remarks>Follows kubectl/pkg/cmd/auth (v1.36.3).</remarks>
internal static class AuthCommand
{
    public static CommandSpec Spec { get; } = new("auth", "auth [flags]", "Inspect authorization")
    {
        Group = "Cluster Management Commands",
        HelpToStderr = true,
        Subcommands =
        [
            new("can-i", "can-i VERB [TYPE | TYPE/NAME | NONRESOURCEURL]", "Check whether an action is allowed")
            {
                Examples = ["kubectl auth can-i create pods --all-namespaces", "kubectl auth can-i list deployments.apps", "kubectl auth can-i '*' '*'", "kubectl auth can-i get pods --subresource=log", "kubectl auth can-i --list --namespace=foo"],
                Flags = flags => flags
                    .Bool("all-namespaces", false, "If true, check the specified action in all namespaces.", 'A')
                    .Bool("list", false, "If true, prints all allowed actions.")
                    .Bool("no-headers", false, "If true, prints allowed actions without headers")
                    .Bool("quiet", false, "If true, suppress output and just return the exit code.", 'q')
                    .Text("subresource", "", "SubResource such as pod/log or deployment/scale"),
                Run = CanIAsync,
            },
            new("whoami", "whoami", "Experimental: Check self subject attributes")
            {
                Examples = ["kubectl auth whoami", "kubectl auth whoami -o json"],
                Flags = flags => OutputFormat.AddTo(flags),
                Run = WhoAmIAsync,
            },
        ],
    };

    private static async Task CanIAsync(Invocation call)
    {
        if (call.Flags.Is("list"))
        {
            await AccessList.PrintAsync(call);
            return;
        }

        if (call.Args.Count != 2) throw new CommandError($"error: you must specify two arguments: verb resource or verb resource/resourceName.\nSee '{call.Path} -h' for help and examples.");
        var answer = await call.Client.PostAsync("/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", new JsonObject
        {
            ["apiVersion"] = "authorization.k8s.io/v1",
            ["kind"] = "SelfSubjectAccessReview",
            ["spec"] = await QuestionAsync(call, call.Args[0], call.Args[1]),
        });
        var allowed = answer.True("status", "allowed");
        if (!call.Flags.Is("quiet"))
        {
            var text = allowed ? "yes" : "no";
            if (answer.Text("status", "reason") is { Length: > 0 } reason && !allowed) text += " - " + reason;
            if (answer.Text("status", "evaluationError") is { Length: > 0 } trouble) text += " - " + trouble;
            call.Out(text + "\n");
        }

        if (!allowed) throw new QuietExit(1);
    }

    private static async Task<JsonObject> QuestionAsync(Invocation call, string verb, string what)
    {
        if (what.StartsWith('/')) return new JsonObject { ["nonResourceAttributes"] = new JsonObject { ["path"] = what, ["verb"] = verb } };
        var slash = what.IndexOf('/', StringComparison.Ordinal);
        var (type, name) = slash < 0 ? (what, "") : (what[..slash], what[(slash + 1)..]);
        var resource = type == "*" ? null : (await call.MapperAsync()).Find(type);
        if (resource is null && type != "*") call.Err($"Warning: the server doesn't have a resource type '{type}'\n\n");
        if (resource is { Namespaced: false } && !call.Flags.Is("all-namespaces"))
            call.Err($"Warning: resource '{resource.Name}' is not namespace scoped{(resource.Group.Length == 0 ? "" : $" in group '{resource.Group}'")}\n\n");
        var attributes = new JsonObject { ["verb"] = verb, ["group"] = resource?.Group ?? (type == "*" ? "*" : ""), ["resource"] = resource?.Name ?? type };
        if (!call.Flags.Is("all-namespaces")) attributes["namespace"] = call.Namespace;
        if (name.Length > 0) attributes["name"] = name;
        if (call.Flags["subresource"].Length > 0) attributes["subresource"] = call.Flags["subresource"];
        return new JsonObject { ["resourceAttributes"] = attributes };
    }

    private static async Task WhoAmIAsync(Invocation call)
    {
        var answer = await call.Client.PostAsync("/apis/authentication.k8s.io/v1/selfsubjectreviews", new JsonObject { ["apiVersion"] = "authentication.k8s.io/v1", ["kind"] = "SelfSubjectReview", ["metadata"] = new JsonObject() });
        if (call.Flags["output"].Length > 0)
        {
            call.Out(new OutputFormat(call).Printer().Print(answer));
            return;
        }

        var tabs = TabWriter.ForTables(call.Out);
        tabs.Write("ATTRIBUTE\tVALUE\n");
        var user = answer.At("status", "userInfo");
        if (user.Text("username").Length > 0) tabs.Write($"Username\t{user.Text("username")}\n");
        if (user.Text("uid").Length > 0) tabs.Write($"UID\t{user.Text("uid")}\n");
        if (user.Count("groups") > 0) tabs.Write($"Groups\t{GoValue.Plain(user.At("groups"))}\n");
        foreach (var (key, value) in user.Entries("extra")) tabs.Write($"Extra: {key}\t{GoValue.Plain(value)}\n");
        tabs.Flush();
    }
}
