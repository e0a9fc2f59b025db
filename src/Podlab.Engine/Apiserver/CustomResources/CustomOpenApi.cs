using System.Text.Json.Nodes;
using Podlab.Api.Model;

namespace Podlab.Engine.Apiserver.CustomResources;

/// <summary>The schema of a custom kind as the OpenAPI documents show it.</summary>
/// <remarks>Follows staging/src/k8s.io/apiextensions-apiserver/pkg/controller/openapi/builder/builder.go (v1.36.3).</remarks>
internal static class CustomOpenApi
{
    private const string Metadata = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta";
    private const string ListMetadata = "io.k8s.apimachinery.pkg.apis.meta.v1.ListMeta";

    /// <summary><c>com.example.v1.Widget</c>: the group backwards, the version, the kind.</summary>
    public static string Name(GroupVersionKind kind) => $"{string.Join('.', kind.Group.Split('.').Reverse())}.{kind.Version}.{kind.Kind}";

    public static JsonObject Schema(JsonObject given, GroupVersionKind kind)
    {
        var schema = (JsonObject)given.DeepClone();
        var properties = schema["properties"] as JsonObject ?? [];
        schema.Remove("properties");
        properties["apiVersion"] = new JsonObject { ["type"] = "string" };
        properties["kind"] = new JsonObject { ["type"] = "string" };
        properties["metadata"] = new JsonObject { ["allOf"] = new JsonArray(new JsonObject { ["$ref"] = Metadata }) };
        schema["properties"] = properties;
        schema["type"] = "object";
        schema["x-kubernetes-group-version-kind"] = Kinds(kind);
        return schema;
    }

    public static JsonObject List(string name, GroupVersionKind kind, string plural) => new()
    {
        ["type"] = "object",
        ["required"] = new JsonArray("items"),
        ["properties"] = new JsonObject
        {
            ["apiVersion"] = new JsonObject { ["type"] = "string" },
            ["items"] = new JsonObject { ["description"] = $"List of {plural}", ["type"] = "array", ["items"] = new JsonObject { ["$ref"] = name } },
            ["kind"] = new JsonObject { ["type"] = "string" },
            ["metadata"] = new JsonObject { ["$ref"] = ListMetadata },
        },
        ["x-kubernetes-group-version-kind"] = Kinds(kind with { Kind = kind.Kind + "List" }),
    };

    private static JsonArray Kinds(GroupVersionKind kind) => [new JsonObject { ["group"] = kind.Group, ["kind"] = kind.Kind, ["version"] = kind.Version }];
}
