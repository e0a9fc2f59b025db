using System.Text.Json.Nodes;
using Podlab.Api.Validation;

namespace Podlab.Engine.Apiserver.CustomResources;

/// <summary>What a definition must say before anything can be served for it.</summary>
/// <remarks>Follows staging/src/k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/validation/validation.go (v1.36.3).</remarks>
internal static class DefinitionValidation
{
    public static void Validate(FieldErrorList errors, string name, JsonObject spec)
    {
        var path = FieldPath.Spec;
        var (group, scope, names) = (Definition.Text(spec, "group"), Definition.Text(spec, "scope"), spec["names"] as JsonObject ?? []);
        if (name != $"{Definition.Text(names, "plural")}.{group}") errors.Invalid(FieldPath.Metadata.Child("name"), name, "must be spec.names.plural+\".\"+spec.group");
        if (group.Length == 0) errors.Required(path.Child("group"));
        else if (!group.Contains('.')) errors.Invalid(path.Child("group"), group, "should be a domain with at least one dot");
        if (scope is not ("Namespaced" or "Cluster")) errors.NotSupported(path.Child("scope"), scope, "Cluster", "Namespaced");
        Versions(errors, path.Child("versions"), spec);
        foreach (var field in (string[])["plural", "singular", "kind", "listKind"])
        {
            if (Definition.Text(names, field).Length == 0) errors.Required(path.Child("names", field));
        }
    }

    private static void Versions(FieldErrorList errors, FieldPath path, JsonObject spec)
    {
        var versions = Definition.Items(spec["versions"]).ToList();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < versions.Count; i++)
        {
            var version = versions[i];
            if (!seen.Add(Definition.Text(version, "name"))) errors.Invalid(path, "", "must contain unique version names");
            if ((version["schema"] as JsonObject)?["openAPIV3Schema"] is not JsonObject) errors.Required(path.Index(i).Child("schema", "openAPIV3Schema"), "schemas are required");
        }

        if (versions.Count(version => Definition.IsTrue(version["storage"])) != 1) errors.Invalid(path, "", "must have exactly one version marked as storage version");
    }
}
