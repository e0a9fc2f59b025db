using System.Text.Json.Nodes;
using Podlab.Api;
using Podlab.Api.Json;
using Podlab.Api.Model;
using Podlab.Engine.Apiserver.Untyped;

namespace Podlab.Engine.Apiserver.CustomResources;

/// <summary>Reads a CustomResourceDefinition: which resources it asks the server for.</summary>
/// <remarks>Follows staging/src/k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1/types.go and pkg/apiserver/customresource_discovery_controller.go (v1.36.3).</remarks>
internal static class Definition
{
    public static GroupVersionKind Kind { get; } = new("apiextensions.k8s.io", "v1", "CustomResourceDefinition");

    /// <summary>Keeps a definition while objects of its kind are cleared away.</summary>
    public const string CleanupFinalizer = "customresourcecleanup.apiextensions.k8s.io";

    private static readonly ValueList<string> Verbs = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];

    public static bool Is(IKubernetesObject value) => value is UntypedObject custom && custom.GroupVersionKind == Kind;

    public static JsonObject Tree(IKubernetesObject value) => (JsonObject)JsonTree.Parse(KubernetesJson.ToUtf8(value))!;

    public static string Text(JsonNode? node, string name) => node is JsonObject fields ? JsonTree.StringOrNull(fields[name]) ?? "" : "";

    public static IEnumerable<JsonObject> Items(JsonNode? node) => node is JsonArray items ? items.OfType<JsonObject>() : [];

    public static bool IsTrue(JsonNode? node) => node is JsonValue value && value.TryGetValue<bool>(out var truth) && truth;

    /// <summary>The served versions, each with its table, its schema and the rules for its objects.</summary>
    public static IReadOnlyList<CustomResourceInfo> Resources(IKubernetesObject definition)
    {
        var spec = Tree(definition)["spec"] as JsonObject ?? [];
        CustomResourceInfo? storage = null;
        var all = new List<CustomResourceInfo>();
        foreach (var version in Items(spec["versions"]).OrderByDescending(version => IsTrue(version["storage"])))
        {
            var made = Make(spec, version, storage);
            storage ??= made;
            if (IsTrue(version["served"])) all.Add(made);
        }

        return all;
    }

    private static CustomResourceInfo Make(JsonObject spec, JsonObject version, CustomResourceInfo? storage)
    {
        var names = spec["names"] as JsonObject ?? [];
        var kind = new GroupVersionKind(Text(spec, "group"), Text(version, "name"), Text(names, "kind"));
        var hasStatus = (version["subresources"] as JsonObject)?["status"] is JsonObject;
        var schema = (version["schema"] as JsonObject)?["openAPIV3Schema"] as JsonObject ?? [];
        var structure = new StructuralSchema(schema, IsTrue(spec["preserveUnknownFields"]));
        var namespaced = Text(spec, "scope") != "Cluster";
        return new CustomResourceInfo
        {
            Kind = kind,
            Name = Text(names, "plural"),
            SingularName = Text(names, "singular") is { Length: > 0 } singular ? singular : kind.Kind.ToLowerInvariant(),
            Namespaced = namespaced,
            Verbs = Verbs,
            ShortNames = Texts(names["shortNames"]),
            Categories = Texts(names["categories"]),
            Subresources = hasStatus ? [new SubresourceInfo("status", kind, ["get", "patch", "update"])] : default,
            StoredAs = storage,
            Structure = structure,
            Strategy = new CustomStrategy(namespaced, structure, hasStatus),
            Layout = CustomColumns.Layout(kind, Items(version["additionalPrinterColumns"])),
            OpenApi = CustomOpenApi.Schema(schema, kind),
            OpenApiName = CustomOpenApi.Name(kind),
        };
    }

    private static ValueList<string> Texts(JsonNode? node) => node is JsonArray items ? items.Select(item => JsonTree.StringOrNull(item) ?? "").ToValueList() : default;
}
