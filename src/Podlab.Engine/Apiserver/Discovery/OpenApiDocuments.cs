using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Podlab.Api.Model;
using Podlab.Api.Schemas;
using Podlab.Engine.Apiserver.CustomResources;
using Podlab.Engine.Apiserver.Http;
using Podlab.Engine.Apiserver.Requests;

namespace Podlab.Engine.Apiserver.Discovery;

/// <summary>The schemas of what the server serves, as OpenAPI version 3, group by group, and as version 2, all in one. Made when first asked for.</summary>
internal sealed class OpenApiDocuments(ApiGroups groups)
{
    private const string V3 = "/openapi/v3";
    private const string Reference = "#/components/schemas/";
    private readonly Lazy<JsonObject> definitions = new(ReadDefinitions);
    private readonly Dictionary<string, byte[]> made = new(StringComparer.Ordinal);
    private readonly Lock gate = new();
    private int madeOf;

    public ApiResponse Answer(ApiRequest request, string path)
    {
        if (path is V3 or V3 + "/") return Json(Make(V3, Index));
        if (path.StartsWith(V3 + "/", StringComparison.Ordinal))
        {
            var name = path[(V3.Length + 1)..];
            return Versions().FirstOrDefault(version => version.Path == name) is { Path: not null } found ? Json(Make(name, () => Document(found.Group, found.Version))) : new ApiResponse { Code = 404, ContentType = "" };
        }

        if (path != "/openapi/v2") return new ApiResponse { Code = 404, ContentType = "text/plain; charset=utf-8", Body = "404 page not found\n"u8.ToArray() };
        if (request.Accept.Contains(OpenApiOutline.Asked, StringComparison.Ordinal)) return new ApiResponse { Code = 200, ContentType = OpenApiOutline.ContentType, Body = OpenApiOutline.Body };
        var acceptsJson = request.Accept.Length == 0 || request.Accept.Contains("json", StringComparison.Ordinal) || request.Accept.Contains("*/*", StringComparison.Ordinal);
        return acceptsJson ? Json(Make(path, Whole)) : new ApiResponse { Code = 406, ContentType = "" };
    }

    private static ApiResponse Json(byte[] body) => new() { Code = 200, Body = body };

    private IEnumerable<(string Path, string Group, string Version)> Versions()
    {
        yield return ("api/v1", "", "v1");
        foreach (var (group, versions) in groups.All)
        {
            foreach (var version in versions) yield return ($"apis/{group}/{version}", group, version);
        }
    }

    private byte[] Make(string name, Func<JsonObject> make)
    {
        lock (gate)
        {
            if (madeOf != groups.Revision)
            {
                made.Clear();
                madeOf = groups.Revision;
            }

            if (made.TryGetValue(name, out var bytes)) return bytes;
            bytes = JsonSerializer.SerializeToUtf8Bytes(make());
            made.Add(name, bytes);
            return bytes;
        }
    }

    private JsonObject Index()
    {
        var paths = new JsonObject();
        foreach (var (path, _, _) in Versions())
        {
            // Kubernetes' own schemas never change while the server runs, so the version is hash enough; those that clients define do.
            var revision = path.Split('/') is ["apis", var group, ..] && !RequestTarget.IsGroup(group) ? groups.Revision : 0;
            var hash = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"v1.36.3/{path}/{revision}"))));
            paths[path] = new JsonObject { ["serverRelativeURL"] = $"{V3}/{path}?hash={hash}" };
        }

        return new JsonObject { ["paths"] = paths };
    }

    private JsonObject Document(string group, string version)
    {
        var schemas = new JsonObject();
        foreach (var resource in groups.ResourcesOf(group, version))
        {
            if (resource is CustomResourceInfo custom) Add(schemas, custom, Reference);
            foreach (var name in Roots(resource)) Reach(schemas, name);
        }

        return new JsonObject
        {
            ["openapi"] = "3.0.0",
            ["info"] = Info(),
            ["paths"] = OpenApiPaths.Of(groups, group, version),
            ["components"] = new JsonObject { ["schemas"] = Sorted(schemas) },
        };
    }

    private JsonObject Whole()
    {
        var paths = new JsonObject();
        foreach (var (_, group, version) in Versions())
        {
            foreach (var (path, item) in OpenApiPaths.Of(groups, group, version)) paths[path] = item?.DeepClone();
        }

        var all = new JsonObject();
        foreach (var (name, schema) in definitions.Value) all[name] = WithReferences(schema, "#/definitions/");
        foreach (var (_, group, version) in Versions())
        {
            foreach (var custom in groups.ResourcesOf(group, version).OfType<CustomResourceInfo>()) Add(all, custom, "#/definitions/");
        }

        return new JsonObject { ["swagger"] = "2.0", ["info"] = Info(), ["paths"] = paths, ["definitions"] = Sorted(all) };
    }

    private void Add(JsonObject schemas, CustomResourceInfo custom, string prefix)
    {
        schemas[custom.OpenApiName] = WithReferences(custom.OpenApi, prefix);
        schemas[custom.OpenApiName + "List"] = WithReferences(CustomOpenApi.List(custom.OpenApiName, custom.Kind, custom.Name), prefix);
        if (prefix != Reference) return;
        foreach (var shared in (string[])["ObjectMeta", "ListMeta", "DeleteOptions", "Status"]) Reach(schemas, "io.k8s.apimachinery.pkg.apis.meta.v1." + shared);
    }

    private static JsonObject Info() => new() { ["title"] = "Kubernetes", ["version"] = "v1.36.3" };

    private static IEnumerable<string> Roots(ResourceInfo resource)
    {
        if (resource.Schema is not { } name) return [];
        var subresources = resource.Subresources.Map(subresource =>
            SchemaCatalog.Default.Names.FirstOrDefault(other => other.EndsWith($".{subresource.Kind.Version}.{subresource.Kind.Kind}", StringComparison.Ordinal)) ?? name);
        return [name, name + "List", "io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions", "io.k8s.apimachinery.pkg.apis.meta.v1.Status", .. subresources];
    }

    private void Reach(JsonObject schemas, string name)
    {
        if (schemas.ContainsKey(name) || definitions.Value[name] is not { } schema) return;
        schemas[name] = WithReferences(schema, Reference);
        foreach (var reference in References(schema)) Reach(schemas, reference);
    }

    private static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject fields => fields.SelectMany(field => field.Key == "$ref" && field.Value is JsonValue value ? [value.GetValue<string>()] : References(field.Value)),
        JsonArray items => items.SelectMany(References),
        _ => [],
    };

    /// <summary>A copy in which names of schemas are references.</summary>
    private static JsonNode? WithReferences(JsonNode? node, string prefix)
    {
        switch (node)
        {
            case JsonObject fields:
                var copy = new JsonObject();
                foreach (var (name, value) in fields) copy[name] = name == "$ref" ? prefix + value!.GetValue<string>() : WithReferences(value, prefix);
                return copy;
            case JsonArray items:
                return new JsonArray([.. items.Select(item => WithReferences(item, prefix))]);
            default:
                return node?.DeepClone();
        }
    }

    private static JsonObject Sorted(JsonObject source)
    {
        var sorted = new JsonObject();
        foreach (var (name, value) in source.OrderBy(entry => entry.Key, StringComparer.Ordinal)) sorted[name] = value?.DeepClone();
        return sorted;
    }

    private static JsonObject ReadDefinitions()
    {
        var all = new JsonObject();
        var assembly = typeof(SchemaCatalog).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith("Podlab.Api.Schemas.", StringComparison.Ordinal) && name.EndsWith(".json", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            if (JsonNode.Parse(stream)?["schemas"] is not JsonObject schemas) continue;
            foreach (var (schema, body) in schemas) all[schema] = body?.DeepClone();
        }

        foreach (var resource in Resources.All)
        {
            // The one sentence that every list of a server has.
            if (resource.Schema is { } name && all[name + "List"]?["properties"]?["items"] is JsonObject items) items["description"] = $"List of {resource.Name}";
        }

        return all;
    }
}
