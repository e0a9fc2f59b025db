using System.Text.Json.Nodes;
using Podlab.Api.Model;

namespace Podlab.Engine.Apiserver.Discovery;

/// <summary>The addresses of a group's resources with what may be done there, as far as clients look it up: verbs and kinds.</summary>
internal static class OpenApiPaths
{
    public static JsonObject Of(string group, string version)
    {
        var root = group.Length == 0 ? $"/api/{version}" : $"/apis/{group}/{version}";
        var paths = new JsonObject();
        foreach (var resource in ApiGroups.ResourcesOf(group, version))
        {
            var collection = resource.Namespaced ? $"{root}/namespaces/{{namespace}}/{resource.Name}" : $"{root}/{resource.Name}";
            Add(paths, collection, resource, resource.Kind, ("get", "list"), ("post", "create"), ("delete", "deletecollection"));
            if (resource.Namespaced) Add(paths, $"{root}/{resource.Name}", resource, resource.Kind, ("get", "list"));
            if (resource.Verbs.Contains("get") || resource.Verbs.Contains("delete"))
                Add(paths, collection + "/{name}", resource, resource.Kind, ("get", "get"), ("put", "update"), ("patch", "patch"), ("delete", "delete"));
            foreach (var subresource in resource.Subresources) AddSubresource(paths, $"{collection}/{{name}}/{subresource.Name}", subresource);
        }

        return paths;
    }

    private static void Add(JsonObject paths, string path, ResourceInfo resource, GroupVersionKind kind, params ReadOnlySpan<(string Method, string Verb)> operations)
    {
        var item = new JsonObject();
        foreach (var (method, verb) in operations)
        {
            if (resource.Verbs.Contains(verb)) item[method] = Operation(verb, kind);
        }

        if (item.Count == 0) return;
        item["parameters"] = Parameters(path);
        paths[path] = item;
    }

    private static void AddSubresource(JsonObject paths, string path, SubresourceInfo subresource)
    {
        var item = new JsonObject();
        foreach (var (method, verb) in (ReadOnlySpan<(string, string)>)[("get", "get"), ("post", "create"), ("put", "update"), ("patch", "patch"), ("delete", "delete")])
        {
            if (subresource.Verbs.Contains(verb)) item[method] = Operation(verb, subresource.Kind);
        }

        item["parameters"] = Parameters(path);
        paths[path] = item;
    }

    private static JsonObject Operation(string verb, GroupVersionKind kind)
    {
        var operation = new JsonObject
        {
            ["responses"] = new JsonObject { ["200"] = new JsonObject { ["description"] = "OK" } },
            ["x-kubernetes-action"] = verb switch { "create" => "post", "update" => "put", _ => verb },
            ["x-kubernetes-group-version-kind"] = new JsonObject { ["group"] = kind.Group, ["kind"] = kind.Kind, ["version"] = kind.Version },
        };
        if (verb is "create" or "update" or "patch") operation["parameters"] = new JsonArray(Query("dryRun"), Query("fieldManager"), Query("fieldValidation"));
        return operation;
    }

    private static JsonArray Parameters(string path)
    {
        var parameters = new JsonArray();
        foreach (var name in (string[])["name", "namespace"])
        {
            if (path.Contains($"{{{name}}}", StringComparison.Ordinal)) parameters.Add((JsonNode)new JsonObject { ["name"] = name, ["in"] = "path", ["required"] = true, ["schema"] = new JsonObject { ["type"] = "string" } });
        }

        return parameters;
    }

    private static JsonObject Query(string name) => new() { ["name"] = name, ["in"] = "query", ["schema"] = new JsonObject { ["type"] = "string" } };
}
