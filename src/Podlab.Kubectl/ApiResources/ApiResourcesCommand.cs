using System.Text.Json.Nodes;
using Podlab.Kubectl.Client;
using Podlab.Kubectl.CommandLine;
using Podlab.Kubectl.Printers;

namespace Podlab.Kubectl.ApiResources;

/// <summary><c>kubectl api-resources</c> and <c>kubectl api-versions</c>.</summary>
/// <remarks>Follows kubectl/pkg/cmd/apiresources (v1.36.3).</remarks>
internal static class ApiResourcesCommand
{
    public static CommandSpec Resources { get; } = new("api-resources", "api-resources", "Print the supported API resources on the server")
    {
        Examples = ["kubectl api-resources", "kubectl api-resources -o wide", "kubectl api-resources --sort-by=name", "kubectl api-resources --namespaced=true", "kubectl api-resources --api-group=rbac.authorization.k8s.io"],
        Flags = flags => flags
            .Text("api-group", "", "Limit to resources in the specified API group.")
            .Bool("cached", false, "Use the cached list of resources if available.")
            .Slice("categories", "Limit to resources that belong to the specified categories.")
            .Bool("namespaced", true, "If false, non-namespaced resources will be returned, otherwise returning namespaced resources by default.")
            .Bool("no-headers", false, "When using the default or custom-column output format, don't print headers.")
            .Text("output", "", "Output format. One of: (json, yaml, kyaml, name, wide).", 'o')
            .Bool("show-managed-fields", false, "If true, keep the managedFields when printing objects in JSON or YAML format.")
            .Text("sort-by", "", "If non-empty, sort list of resources using specified field. The field can be either 'name' or 'kind'.")
            .Slice("verbs", "Limit to resources that support the specified verbs."),
        Run = ResourcesAsync,
    };

    public static CommandSpec Versions { get; } = new("api-versions", "api-versions", "Print the supported API versions on the server, in the form of \"group/version\"")
    {
        Examples = ["kubectl api-versions"],
        Run = VersionsAsync,
    };

    private static async Task VersionsAsync(Invocation call)
    {
        if (call.Args.Count > 0) throw call.UsageError($"unexpected arguments: [{string.Join(' ', call.Args)}]");
        foreach (var version in (await Discovery.ResourcesAsync(call.Client)).Select(r => r.GroupVersion).Distinct().Order(StringComparer.Ordinal)) call.Out(version + "\n");
    }

    private static async Task ResourcesAsync(Invocation call)
    {
        var flags = call.Flags;
        if (call.Args.Count > 0) throw call.UsageError($"unexpected arguments: [{string.Join(' ', call.Args)}]");
        if (flags["output"] is not ("" or "name" or "wide" or "json" or "yaml" or "kyaml"))
            throw new KubectlError($"unable to match a printer suitable for the output format {Api.GoText.Quote(flags["output"])}, allowed formats are: json,kyaml,name,wide,yaml");
        if (flags["sort-by"] is not ("" or "name" or "kind")) throw new KubectlError("--sort-by accepts only name or kind");
        var found = (await Discovery.ResourcesAsync(call.Client)).Where(r => Wanted(call, r));
        var sorted = flags["sort-by"] switch
        {
            "name" => found.OrderBy(r => r.Name, StringComparer.Ordinal),
            "kind" => found.OrderBy(r => r.Kind, StringComparer.Ordinal),
            _ => found.OrderBy(r => r.Group, StringComparer.Ordinal).ThenBy(r => r.Name, StringComparer.Ordinal),
        };
        Print(call, [.. sorted]);
    }

    private static bool Wanted(Invocation call, ApiResource resource)
    {
        var flags = call.Flags;
        if (!resource.Preferred || resource.Verbs.Count == 0) return false;
        if (flags.Changed("api-group") && resource.Group != flags["api-group"]) return false;
        if (flags.Changed("namespaced") && resource.Namespaced != flags.Is("namespaced")) return false;
        return flags.Values("verbs").All(v => resource.Verbs.Contains(v, StringComparer.Ordinal))
            && flags.Values("categories").All(c => resource.Categories.Contains(c, StringComparer.Ordinal));
    }

    private static void Print(Invocation call, List<ApiResource> resources)
    {
        var format = call.Flags["output"];
        if (format == "name")
        {
            foreach (var resource in resources) call.Out(resource.QualifiedName + "\n");
            return;
        }

        if (format is "json" or "yaml" or "kyaml")
        {
            call.Out(format == "json" ? new JsonPrinter(typed: true).Print(AsList(resources)) : format == "yaml" ? new YamlPrinter().Print(AsList(resources)) : new KyamlPrinter().Print(AsList(resources)));
            return;
        }

        var wide = format == "wide";
        var tabs = TabWriter.ForTables(call.Out);
        if (!call.Flags.Is("no-headers")) tabs.Write($"NAME\tSHORTNAMES\tAPIVERSION\tNAMESPACED\tKIND{(wide ? "\tVERBS\tCATEGORIES" : "")}\n");
        foreach (var r in resources)
        {
            var more = wide ? $"\t{string.Join(',', r.Verbs.Order(StringComparer.Ordinal))}\t{string.Join(',', r.Categories)}" : "";
            tabs.Write($"{r.Name}\t{string.Join(',', r.ShortNames)}\t{r.GroupVersion}\t{(r.Namespaced ? "true" : "false")}\t{r.Kind}{more}\n");
        }

        tabs.Flush();
    }

    private static JsonObject AsList(List<ApiResource> resources)
    {
        var list = new JsonObject { ["kind"] = "APIResourceList", ["apiVersion"] = "v1", ["groupVersion"] = "" };
        list["resources"] = new JsonArray([.. resources.Select(r =>
        {
            var entry = new JsonObject { ["name"] = r.Name, ["singularName"] = r.Singular, ["namespaced"] = r.Namespaced };
            if (r.Group.Length > 0) entry["group"] = r.Group;
            entry["version"] = r.Version;
            entry["kind"] = r.Kind;
            entry["verbs"] = new JsonArray([.. r.Verbs.Order(StringComparer.Ordinal).Select(v => (JsonNode)v)]);
            if (r.ShortNames.Count > 0) entry["shortNames"] = new JsonArray([.. r.ShortNames.Select(s => (JsonNode)s)]);
            if (r.Categories.Count > 0) entry["categories"] = new JsonArray([.. r.Categories.Select(c => (JsonNode)c)]);
            return (JsonNode)entry;
        })]);
        return list;
    }
}
