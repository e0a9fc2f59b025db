using System.Text;
using System.Text.Json.Nodes;
using Podlab.Api.Model;
using Podlab.Api.Patches;
using Podlab.Api.Schemas;
using Podlab.Kubectl.Client;
using Podlab.Kubectl.CommandLine;
using Podlab.Kubectl.Objects;
using Podlab.Kubectl.Resources;

namespace Podlab.Kubectl.Patching;

/// <summary>Patches that kubectl applies or makes itself.</summary>
internal static class LocalPatch
{
    public const string Strategic = "application/strategic-merge-patch+json";
    public const string Merge = "application/merge-patch+json";
    public const string Json = "application/json-patch+json";

    /// <summary>The object with a patch applied.</summary>
    /// <exception cref="StatusError">The patch does not fit.</exception>
    public static JsonObject Apply(PatchType type, JsonObject value, string patch)
    {
        var result = Patch.Apply(type, SchemaOf(value), value, Encoding.UTF8.GetBytes(patch));
        if (result.Error is { } error) throw StatusError.Of(error.Code, error.Reason ?? "", error.Message ?? "");
        return result.Patched as JsonObject ?? throw new KubectlError("Invalid JSON Patch");
    }

    /// <summary>The patch that leads from one state of an object to another, and its content type.</summary>
    public static (string Patch, string ContentType) Between(JsonObject before, JsonObject after)
    {
        if (SchemaOf(before) is not { } schema) return (JsonText.Compact(ThreeWayPatch.MergeTwoWay(before, after)), Merge);
        var result = ThreeWayPatch.StrategicTwoWay(before, after, schema);
        return result.Patched is { } patch ? (JsonText.Compact(patch), Strategic) : throw new KubectlError(result.Error?.Message ?? "cannot make a patch");
    }

    /// <summary>The schema of an object's kind; null where it has none.</summary>
    public static Schema? SchemaOf(JsonObject value)
    {
        var (group, version) = ManifestReader.GroupVersion(value.Text("apiVersion"));
        return SchemaCatalog.Default.Find(new GroupVersionKind(group, version, value.Text("kind")));
    }
}
