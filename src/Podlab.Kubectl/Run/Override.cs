using System.Text.Json;
using System.Text.Json.Nodes;
using Podlab.Api.Patches;
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
        try
        {
            using var parsed = JsonDocument.Parse(fragment);
        }
        catch (JsonException)
        {
            throw new KubectlError("Invalid JSON Patch");
        }

        return type switch
        {
            "merge" => LocalPatch.Apply(PatchType.Merge, value, fragment),
            "json" => LocalPatch.Apply(PatchType.Json, value, fragment),
            "strategic" => LocalPatch.Apply(PatchType.Strategic, value, fragment),
            _ => throw new KubectlError($"invalid override type: {type}"),
        };
    }
}
