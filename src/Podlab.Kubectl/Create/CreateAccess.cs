using System.Text.Json.Nodes;
using Podlab.Api;
using Podlab.Kubectl.Client;
using Podlab.Kubectl.CommandLine;
using Podlab.Kubectl.Objects;

namespace Podlab.Kubectl.Create;

/// <summary><c>kubectl create role</c>, <c>clusterrole</c>, <c>rolebinding</c>, <c>clusterrolebinding</c> and <c>token</c>.</summary>
internal static class CreateAccess
{
    public static CommandSpec Role { get; } = new("role", "role NAME --verb=verb --resource=resource.group/subresource [--resource-name=resourcename] [--dry-run=server|client|none]", "Create a role with single rule")
    {
        Examples = ["kubectl create role pod-reader --verb=get --verb=list --verb=watch --resource=pods", "kubectl create role foo --verb=get,list,watch --resource=pods,pods/status"],
        Flags = flags => CreateFlags.AddTo(flags
            .List("resource", "Resource that the rule applies to")
            .List("resource-name", "Resource in the white list that the rule applies to, repeat this flag for multiple items")
            .Slice("verb", "Verb that applies to the resources contained in the rule")),
        Run = call => RoleAsync(call, "Role"),
    };

    public static CommandSpec ClusterRole { get; } = new("clusterrole", "clusterrole NAME --verb=verb --resource=resource.group [--resource-name=resourcename] [--dry-run=server|client|none]", "Create a cluster role")
    {
        Examples = ["kubectl create clusterrole pod-reader --verb=get,list,watch --resource=pods", "kubectl create clusterrole \"foo\" --verb=get --non-resource-url=/logs/*"],
        Flags = flags => CreateFlags.AddTo(flags
            .Text("aggregation-rule", "", "An aggregation label selector for combining ClusterRoles.")
            .Slice("non-resource-url", "A partial url that user should have access to.")
            .List("resource", "Resource that the rule applies to")
            .List("resource-name", "Resource in the white list that the rule applies to, repeat this flag for multiple items")
            .Slice("verb", "Verb that applies to the resources contained in the rule")),
        Run = call => RoleAsync(call, "ClusterRole"),
    };

    public static CommandSpec RoleBinding { get; } = new("rolebinding", "rolebinding NAME --clusterrole=NAME|--role=NAME [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none]", "Create a role binding for a particular role or cluster role")
    {
        Examples = ["kubectl create rolebinding admin --clusterrole=admin --user=user1 --user=user2 --group=group1"],
        Flags = flags => CreateFlags.AddTo(flags
            .Text("clusterrole", "", "ClusterRole this RoleBinding should reference")
            .List("group", "Groups to bind to the role.")
            .Text("role", "", "Role this RoleBinding should reference")
            .List("serviceaccount", "Service accounts to bind to the role, in the format <namespace>:<name>.")
            .List("user", "Usernames to bind to the role.")),
        Run = call => BindingAsync(call, "RoleBinding"),
    };

    public static CommandSpec ClusterRoleBinding { get; } = new("clusterrolebinding", "clusterrolebinding NAME --clusterrole=NAME [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none]", "Create a cluster role binding for a particular cluster role")
    {
        Examples = ["kubectl create clusterrolebinding cluster-admin --clusterrole=cluster-admin --user=user1 --user=user2 --group=group1"],
        Flags = flags => CreateFlags.AddTo(flags
            .Text("clusterrole", "", "ClusterRole this ClusterRoleBinding should reference", required: true)
            .List("group", "Groups to bind to the clusterrole.")
            .List("serviceaccount", "Service accounts to bind to the clusterrole, in the format <namespace>:<name>.")
            .List("user", "Usernames to bind to the clusterrole.")),
        Run = call => BindingAsync(call, "ClusterRoleBinding"),
    };

    public static CommandSpec Token { get; } = new("token", "token SERVICE_ACCOUNT_NAME", "Request a service account token")
    {
        Examples = ["kubectl create token myapp", "kubectl create token myapp --namespace myns", "kubectl create token myapp --duration 10m"],
        Flags = flags => Printers.OutputFormat.AddTo(flags
            .List("audience", "Audience of the requested token.")
            .Text("bound-object-kind", "", "Kind of an object to bind the token to.")
            .Text("bound-object-name", "", "Name of an object to bind the token to.")
            .Text("bound-object-uid", "", "UID of an object to bind the token to.")
            .Duration("duration", "0s", "Requested lifetime of the issued token.")),
        Run = TokenAsync,
    };

    private static async Task RoleAsync(Invocation call, string kind)
    {
        var name = call.OneName();
        if (call.Flags.Find("aggregation-rule") is not null && call.Flags["aggregation-rule"] is { Length: > 0 } aggregation)
        {
            await CreateCommand.SubmitAsync(call, Aggregated(call, name, aggregation), "failed to create clusterrole: ");
            return;
        }

        var verbs = call.Flags.Values("verb").Distinct().ToList();
        var urls = call.Flags.Find("non-resource-url") is null ? [] : call.Flags.Values("non-resource-url");
        var resources = call.Flags.Values("resource").SelectMany(r => r.Split(',')).Distinct().ToList();
        if (verbs.Count == 0) throw new KubectlError("at least one verb must be specified");
        if (resources.Count == 0 && urls.Count == 0) throw new KubectlError("at least one resource must be specified");
        var rules = new JsonArray();
        foreach (var group in await GroupsAsync(call, resources))
        {
            var rule = new JsonObject { ["verbs"] = Texts(verbs), ["apiGroups"] = Texts([group.Key]), ["resources"] = Texts(group.Value) };
            if (call.Flags.Values("resource-name").Count > 0) rule["resourceNames"] = Texts(call.Flags.Values("resource-name"));
            rules.Add(rule);
        }

        if (urls.Count > 0) rules.Add(new JsonObject { ["verbs"] = Texts(verbs), ["nonResourceURLs"] = Texts(urls) });
        var value = CreateFlags.Head(call, "rbac.authorization.k8s.io/v1", kind, name, namespaced: kind == "Role");
        value["rules"] = rules;
        await CreateCommand.SubmitAsync(call, value, $"failed to create {kind.ToLowerInvariant()}: ");
    }

    /// <summary>A role made of those that carry certain labels; it has no rules of its own.</summary>
    private static JsonObject Aggregated(Invocation call, string name, string aggregation)
    {
        foreach (var flag in (ReadOnlySpan<string>)["verb", "non-resource-url", "resource", "resource-name"])
        {
            if (call.Flags.Values(flag).Count > 0) throw new KubectlError("aggregation rule must be specified without nonResourceURLs, resources, resourceNames and verbs");
        }

        var labels = new JsonObject();
        foreach (var pair in aggregation.Split(','))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0) throw new KubectlError($"{pair} must be formatted as key=value");
            labels[pair[..equals]] = pair[(equals + 1)..];
        }

        var value = CreateFlags.Head(call, "rbac.authorization.k8s.io/v1", "ClusterRole", name, namespaced: false);
        value["aggregationRule"] = new JsonObject { ["clusterRoleSelectors"] = new JsonArray(new JsonObject { ["matchLabels"] = labels }) };
        value["rules"] = null;
        return value;
    }

    private static async Task<SortedDictionary<string, List<string>>> GroupsAsync(Invocation call, List<string> resources)
    {
        var groups = new SortedDictionary<string, List<string>>(StringComparer.Ordinal);
        var mapper = await call.MapperAsync();
        foreach (var word in resources)
        {
            var parts = word.Split('/', 2);
            var (group, resource) = parts[0] == "*" ? ("*", "*") : mapper.Find(parts[0]) is { } found ? (found.Group, found.Name) : throw new KubectlError($"the server doesn't have a resource type {GoText.Quote(parts[0].Split('.')[0])}");
            if (!groups.TryGetValue(group, out var list)) groups[group] = list = [];
            list.Add(parts.Length == 2 ? $"{resource}/{parts[1]}" : resource);
        }

        return groups;
    }

    private static Task BindingAsync(Invocation call, string kind)
    {
        var name = call.OneName();
        var flags = call.Flags;
        var role = flags.Find("role") is null ? "" : flags["role"];
        if (kind == "RoleBinding" && (flags["clusterrole"].Length == 0) == (role.Length == 0)) throw new KubectlError("exactly one of clusterrole or role must be specified");
        var value = CreateFlags.Head(call, "rbac.authorization.k8s.io/v1", kind, name, namespaced: kind == "RoleBinding");
        var subjects = new JsonArray();
        foreach (var user in flags.Values("user")) subjects.Add(new JsonObject { ["kind"] = "User", ["apiGroup"] = "rbac.authorization.k8s.io", ["name"] = user });
        foreach (var group in flags.Values("group")) subjects.Add(new JsonObject { ["kind"] = "Group", ["apiGroup"] = "rbac.authorization.k8s.io", ["name"] = group });
        foreach (var account in flags.Values("serviceaccount"))
        {
            if (account.Split(':') is not [{ Length: > 0 } @namespace, { Length: > 0 } accountName]) throw new KubectlError("serviceaccount must be <namespace>:<name>");
            subjects.Add(new JsonObject { ["kind"] = "ServiceAccount", ["name"] = accountName, ["namespace"] = @namespace });
        }

        if (subjects.Count > 0) value["subjects"] = subjects;
        value["roleRef"] = new JsonObject { ["apiGroup"] = "rbac.authorization.k8s.io", ["kind"] = role.Length > 0 ? "Role" : "ClusterRole", ["name"] = role.Length > 0 ? role : flags["clusterrole"] };
        return CreateCommand.SubmitAsync(call, value, $"failed to create {kind.ToLowerInvariant()}: ");
    }

    private static async Task TokenAsync(Invocation call)
    {
        if (call.Args.Count != 1) throw call.UsageError($"exactly one NAME is required, got {call.Args.Count}");
        var spec = new JsonObject();
        if (call.Flags.Values("audience").Count > 0) spec["audiences"] = Texts(call.Flags.Values("audience"));
        if (call.Flags.Span("duration") is { } span && span != TimeSpan.Zero) spec["expirationSeconds"] = (long)span.TotalSeconds;
        if (call.Flags["bound-object-kind"].Length > 0)
        {
            spec["boundObjectRef"] = new JsonObject { ["kind"] = call.Flags["bound-object-kind"], ["apiVersion"] = "v1", ["name"] = call.Flags["bound-object-name"] };
            if (call.Flags["bound-object-uid"].Length > 0) spec.Ensure("boundObjectRef")["uid"] = call.Flags["bound-object-uid"];
        }

        try
        {
            var path = $"/api/v1/namespaces/{Uri.EscapeDataString(call.Namespace)}/serviceaccounts/{Uri.EscapeDataString(call.Args[0])}/token";
            var answer = await call.Client.PostAsync(path, new JsonObject { ["apiVersion"] = "authentication.k8s.io/v1", ["kind"] = "TokenRequest", ["spec"] = spec });
            call.Out(call.Flags["output"].Length > 0 ? new Printers.OutputFormat(call).Printer().Print(answer) : answer.Text("status", "token") + "\n");
        }
        catch (StatusError error)
        {
            throw new KubectlError($"failed to create token: {error.Message}");
        }
    }

    private static JsonArray Texts(IEnumerable<string> texts) => [.. texts.Select(t => (JsonNode)t)];
}
