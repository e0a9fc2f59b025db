using System.Text.Json.Nodes;
using Podlab.Api.Json;
using Podlab.Api.Model;
using Podlab.Api.Strategies;
using Podlab.Api.Validation;
using Podlab.Engine.Apiserver.Untyped;

namespace Podlab.Engine.Apiserver.CustomResources;

/// <summary>Definitions of custom kinds: names that follow from others are filled in, what cannot be served is refused.</summary>
/// <remarks>Follows staging/src/k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/{v1/defaults,validation/validation}.go and pkg/registry/customresourcedefinition/strategy.go (v1.36.3).</remarks>
internal sealed class DefinitionStrategy(ResourceStrategy plain) : ResourceStrategy
{
    public override IKubernetesObject Default(IKubernetesObject value)
    {
        var tree = Definition.Tree(value);
        if (tree["spec"] is not JsonObject spec) return value;
        if (spec["names"] is JsonObject names && Definition.Text(names, "kind") is { Length: > 0 } kind)
        {
            if (Definition.Text(names, "singular").Length == 0) names["singular"] = kind.ToLowerInvariant();
            if (Definition.Text(names, "listKind").Length == 0) names["listKind"] = kind + "List";
        }

        spec["conversion"] ??= new JsonObject { ["strategy"] = "None" };
        return Read(tree, value.Metadata);
    }

    public override IKubernetesObject PrepareForCreate(IKubernetesObject value)
    {
        var tree = Definition.Tree(value);
        var stored = Definition.Items((tree["spec"] as JsonObject)?["versions"]).Where(version => Definition.IsTrue(version["storage"])).Select(version => (JsonNode)Definition.Text(version, "name"));
        tree["status"] = new JsonObject
        {
            ["acceptedNames"] = new JsonObject { ["kind"] = "", ["plural"] = "" },
            ["conditions"] = new JsonArray(),
            ["storedVersions"] = new JsonArray([.. stored]),
        };
        return Read(tree, value.Metadata with { Generation = 1 });
    }

    public override FieldErrorList Validate(IKubernetesObject value)
    {
        var errors = plain.Validate(value);
        DefinitionValidation.Validate(errors, value.Metadata.Name ?? "", Definition.Tree(value)["spec"] as JsonObject ?? []);
        return errors;
    }

    public override IReadOnlyList<string> WarningsOnCreate(IKubernetesObject value) => [];

    public override IKubernetesObject PrepareForUpdate(IKubernetesObject value, IKubernetesObject old) => plain.PrepareForUpdate(value, old);

    public override FieldErrorList ValidateUpdate(IKubernetesObject value, IKubernetesObject old)
    {
        var errors = plain.ValidateUpdate(value, old);
        var (next, before) = (Definition.Tree(value)["spec"] as JsonObject ?? [], Definition.Tree(old)["spec"] as JsonObject ?? []);
        DefinitionValidation.Validate(errors, value.Metadata.Name ?? "", next);
        foreach (var name in (string[])["group", "scope"])
        {
            if (Definition.Text(next, name) != Definition.Text(before, name)) errors.Invalid(FieldPath.Spec.Child(name), Definition.Text(next, name), "field is immutable");
        }

        return errors;
    }

    public override IReadOnlyList<string> WarningsOnUpdate(IKubernetesObject value, IKubernetesObject old) => [];

    public override ResourceStrategy? Subresource(string name) => plain.Subresource(name);

    private static IKubernetesObject Read(JsonObject tree, ObjectMeta metadata) => UntypedObject.Read(Definition.Kind, JsonTree.ToUtf8(tree), new DecodeLog()).WithMetadata(metadata);
}
