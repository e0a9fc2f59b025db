using System.Text.Json.Nodes;
using Podlab.Api.Model;

namespace Podlab.Engine.Apiserver.Discovery;

/// <summary>The addresses of a group's resources with what may be done there, as far as clients look it up: verbs and kinds.</summary>
internal static class OpenApiPaths
{
    public static JsonObject Of(ApiGroups groups, string group, string version)
    {
        var root = group.Length == 0 ? $"/api/{version}" : $"/apis/{group}/{version}";
        var paths = new JsonObject();
        foreach (var resource in groups.ResourcesOf(group, version))
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
        if (Asked(verb) is { Length: > 0 } names) operation["parameters"] = new JsonArray([.. names.Select(Query)]);
        return operation;
    }

    /// <summary>The parameters of a query that a verb understands.</summary>
    private static string[] Asked(string verb) => verb switch
    {
        "create" or "update" => ["dryRun", "fieldManager", "fieldValidation"],
        "patch" => ["dryRun", "fieldManager", "fieldValidation", "force"],
        "delete" => ["dryRun", "gracePeriodSeconds", "propagationPolicy"],
        "list" => ["continue", "fieldSelector", "labelSelector", "limit", "resourceVersion", "resourceVersionMatch", "sendInitialEvents", "timeoutSeconds", "watch"],
        "deletecollection" => ["continue", "dryRun", "fieldSelector", "gracePeriodSeconds", "labelSelector", "limit", "propagationPolicy", "resourceVersion", "resourceVersionMatch"],
        _ => [],
    };

    private static JsonArray Parameters(string path)
    {
        var parameters = new JsonArray();
        foreach (var name in (string[])["name", "namespace"])
        {
            if (path.Contains($"{{{name}}}", StringComparison.Ordinal)) parameters.Add((JsonNode)new JsonObject { ["name"] = name, ["in"] = "path", ["required"] = true, ["schema"] = new JsonObject { ["type"] = "string" } });
        }

        return parameters;
    }

    private static JsonObject Query(string name)
    {
        var (type, sentence) = name switch
        {
            "continue" => ("string", "The token that the page before gave."),
            "dryRun" => ("string", "All: check everything and store nothing."),
            "fieldManager" => ("string", "Who is noted as the owner of the fields that the request sets."),
            "fieldSelector" => ("string", "Restrict the list of returned objects by their fields."),
            "fieldValidation" => ("string", "Ignore, Warn or Strict: what becomes of fields that are unknown or given twice."),
            "force" => ("boolean", "Take fields over from the managers that own them."),
            "gracePeriodSeconds" => ("integer", "Seconds that the object is given to end by itself; 0: none."),
            "labelSelector" => ("string", "Restrict the list of returned objects by their labels."),
            "limit" => ("integer", "The most objects of one page."),
            "propagationPolicy" => ("string", "Orphan, Background or Foreground: what becomes of the objects that this one owns."),
            "resourceVersion" => ("string", "The version to read at or to watch from."),
            "resourceVersionMatch" => ("string", "Exact or NotOlderThan: how the version is meant."),
            "sendInitialEvents" => ("boolean", "Begin a watch with the objects that there are."),
            "timeoutSeconds" => ("integer", "Seconds after which the server ends the request."),
            _ => ("boolean", "Watch for changes to the described resources: a stream of added, changed and deleted objects."),
        };
        return new JsonObject { ["name"] = name, ["in"] = "query", ["description"] = sentence, ["schema"] = new JsonObject { ["type"] = type } };
    }
}
