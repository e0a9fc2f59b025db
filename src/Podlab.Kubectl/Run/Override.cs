using System.Text.Json;
using System.Text.Json.Nodes;
using Podlab.Kubectl.CommandLine;
using Podlab.Kubectl.Patching;

namespace Podlab.Kubectl.Run;

/// <summary>Changes a generated object as <c>--overrides</c> says.</summary>
internal static class Override
{
    /// <exception cref="KubectlError">The override is no JSON, or does not fit.</exception>
    public static JsonObject Apply(JsonObject value, string fragment, string type)
    {
        if (fragment.Length == 0) return value;
        JsonNode? patch;
        try
        {
            patch = JsonNode.Parse(fragment);
        }
        catch (JsonException)
        {
            throw new KubectlError("Invalid JSON Patch");
        }

        return type switch
        {
            "merge" => LocalPatch.Merge(value, patch),
            "json" => LocalPatch.Json(value, fragment),
            "strategic" => LocalPatch.Strategic(value, fragment),
            _ => throw new KubectlError($"invalid override type: {type}"),
        };
    }
}
