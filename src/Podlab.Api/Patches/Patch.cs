using System.Text.Json;
using System.Text.Json.Nodes;
using Podlab.Api.Json;
using Podlab.Api.Model;
using Podlab.Api.Schemas;

namespace Podlab.Api.Patches;

/// <summary>The object after a patch, or why there is none.</summary>
/// <param name="Patched">The patched object, not yet decoded, defaulted or validated; null where <paramref name="Error"/> tells why.</param>
/// <param name="Body">The patch as it was read, for messages that quote it.</param>
/// <param name="StrictErrors">What strict reading finds wrong with the patch itself; the caller fails or warns as the request asks.</param>
public sealed record PatchResult(JsonNode? Patched, Status? Error, JsonNode? Body, IReadOnlyList<string> StrictErrors);

/// <summary>Applies patches to objects as JSON.</summary>
public static class Patch
{
    /// <param name="schema">The kind's; only strategic patches ask for it.</param>
    /// <param name="original">The stored object. It is not changed.</param>
    public static PatchResult Apply(PatchType type, Schema? schema, ReadOnlySpan<byte> original, ReadOnlySpan<byte> patch) =>
        Apply(type, schema, JsonTree.Parse(original), patch);

    /// <inheritdoc cref="Apply(PatchType, Schema?, ReadOnlySpan{byte}, ReadOnlySpan{byte})"/>
    public static PatchResult Apply(PatchType type, Schema? schema, JsonNode? original, ReadOnlySpan<byte> patch)
    {
        var strict = new List<string>();
        JsonNode? body = null;
        try
        {
            body = Read(type, patch, strict);
            var patched = type switch
            {
                PatchType.Json => JsonPatch.Apply(original, body, strict),
                PatchType.Merge => MergePatch.Apply(original, body),
                _ => StrategicPatch.Apply(original as JsonObject ?? [], body as JsonObject ?? [], schema),
            };
            return new PatchResult(patched, null, body, strict);
        }
        catch (PatchException error)
        {
            return new PatchResult(null, error.Status, body, strict);
        }
    }

    private static JsonNode? Read(PatchType type, ReadOnlySpan<byte> patch, List<string> strict)
    {
        var prefix = type == PatchType.Strategic ? "" : "error decoding patch: ";
        JsonNode? body;
        try
        {
            body = JsonTree.Parse(patch, path => strict.Add($"{(type == PatchType.Json ? "json patch " : "")}duplicate field \"{path}\""));
        }
        catch (JsonException)
        {
            throw new PatchException(PatchErrors.Malformed(prefix + GoJson.SyntaxError(patch)));
        }

        var expected = type == PatchType.Json ? "[]handlers.jsonPatchOp" : "map[string]interface {}";
        var fits = body is null || (type == PatchType.Json ? body is JsonArray : body is JsonObject);
        if (!fits) throw new PatchException(PatchErrors.Malformed($"{prefix}json: cannot unmarshal {GoJson.KindOf(body)} into Go value of type {expected}"));
        return body;
    }
}
