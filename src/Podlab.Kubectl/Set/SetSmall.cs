using System.Text.Json.Nodes;
using Podlab.Kubectl.CommandLine;
using Podlab.Kubectl.Objects;
using Podlab.Kubectl.Resources;

namespace Podlab.Kubectl.Set;

/// <summary><c>kubectl set selector</c>, <c>serviceaccount</c> and <c>subject</c>.</summary>
internal static class SetSmall
{
    public static async Task SelectorAsync(Invocation call)
    {
        if (call.Args.Count < 1) throw new KubectlError("resource(s) were provided, but no name was specified");
        var files = ManifestFiles.Of(call.Flags).Any;
        var args = call.Args.Take(call.Args.Count - 1).ToList();
        if (args.Count == 0 && !files) throw new KubectlError("one or more resources must be specified as <resource> <name> or <resource>/<name>");
        var selector = new JsonObject();
        foreach (var part in call.Args[^1].Split(','))
        {
            var pair = part.Split('=');
            if (pair.Length != 2) throw new KubectlError($"couldn't parse the selector string \"{call.Args[^1]}\"");
            selector[pair[0].Trim()] = pair[1].Trim();
        }

        await new TemplateChange(call, "selector updated").RunAsync(args, (item, changed) =>
        {
            if (item.Resource.Kind != "Service") throw new KubectlError("setting a selector is only supported for Services");
            changed.Ensure("spec")["selector"] = selector.DeepClone();
            return Task.CompletedTask;
        });
    }

    public static async Task ServiceAccountAsync(Invocation call)
    {
        if (call.Args.Count == 0) throw new KubectlError("serviceaccount is required");
        var account = call.Args[^1];
        var args = call.Args.Take(call.Args.Count - 1).ToList();
        if (args.Count == 0 && !ManifestFiles.Of(call.Flags).Any) throw new KubectlError("resource(s) were provided, but no name was specified");
        await new TemplateChange(call, "serviceaccount updated") { Failure = "failed to patch ServiceAccountName", Always = true }.RunAsync(args, (item, changed) =>
        {
            var spec = TemplateChange.PodSpec(changed) ?? throw new KubectlError($"{item.Display}: the object is not a pod or does not have a pod template");
            spec["serviceAccountName"] = account;
            return Task.CompletedTask;
        });
    }

    public static async Task SubjectAsync(Invocation call)
    {
        var (users, groups, accounts) = (call.Flags.Values("user"), call.Flags.Values("group"), call.Flags.Values("serviceaccount"));
        if (users.Count + groups.Count + accounts.Count == 0) throw new KubectlError("you must specify at least one value of user, group or serviceaccount");
        foreach (var account in accounts)
        {
            if (account.Split(':') is not [{ Length: > 0 }, { Length: > 0 }]) throw new KubectlError("serviceaccount must be <namespace>:<name>");
        }

        await new TemplateChange(call, "subjects updated").RunAsync(call.Args, (item, changed) =>
        {
            if (item.Resource.Kind is not ("RoleBinding" or "ClusterRoleBinding")) throw new KubectlError("setting subjects is only supported for RoleBinding/ClusterRoleBinding");
            var subjects = changed.EnsureList("subjects");
            foreach (var user in users) Add(subjects, new JsonObject { ["apiGroup"] = "rbac.authorization.k8s.io", ["kind"] = "User", ["name"] = user });
            foreach (var group in groups) Add(subjects, new JsonObject { ["apiGroup"] = "rbac.authorization.k8s.io", ["kind"] = "Group", ["name"] = group });
            foreach (var account in accounts) Add(subjects, new JsonObject { ["kind"] = "ServiceAccount", ["name"] = account.Split(':')[1], ["namespace"] = account.Split(':')[0] });
            return Task.CompletedTask;
        });
    }

    private static void Add(JsonArray subjects, JsonObject subject)
    {
        if (!subjects.Any(s => JsonNode.DeepEquals(s, subject))) subjects.Add(subject);
    }
}
