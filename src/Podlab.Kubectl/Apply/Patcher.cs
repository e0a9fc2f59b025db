using System.Text.Json;
using System.Text.Json.Nodes;
using Podlab.Api;
using Podlab.Api.Patches;
using Podlab.Kubectl.Client;
using Podlab.Kubectl.CommandLine;
using Podlab.Kubectl.Create;
using Podlab.Kubectl.Delete;
using Podlab.Kubectl.Objects;
using Podlab.Kubectl.Patching;
using Podlab.Kubectl.Resources;

namespace Podlab.Kubectl.Apply;

/// <summary>Brings a live object to what a manifest says, by a three-way patch.</summary>
/// <remarks>Follows kubectl/pkg/cmd/apply/patcher.go (v1.36.3).</remarks>
internal sealed class Patcher(Invocation call, ResourceObject item, string dryRun)
{
    private const int Attempts = 5;

    /// <returns>The object after the patch; null when there was nothing to change.</returns>
    public async Task<JsonObject?> PatchAsync(JsonObject live, string modified)
    {
        for (var attempt = 1; ; attempt++)
        {
            var (patch, contentType) = Make(live, modified);
            if (patch == "{}") return null;
            try
            {
                return await call.Client.PatchAsync(item.Path + WriteFlags.Query(call, dryRun), patch, contentType);
            }
            catch (StatusError error) when (error.IsConflict && attempt < Attempts)
            {
                live = await call.Client.GetAsync(item.Path);
            }
            catch (StatusError error) when (call.Flags.Is("force") && error.Reason is "Conflict" or "Invalid")
            {
                return await ReplaceAsync();
            }
            catch (StatusError error)
            {
                var about = $"Resource: {GoText.Quote(item.Resource.GvrText)}, GroupVersionKind: {GoText.Quote(item.Resource.GvkText)}\nName: {GoText.Quote(item.Name)}, Namespace: {GoText.Quote(item.Namespace)}";
                throw item.Blame($"applying patch:\n{patch}\nto:\n{about}\nfor:", error);
            }
        }
    }

    /// <summary>The patch for the present state, and its content type.</summary>
    public static (string Patch, string ContentType) Make(JsonObject live, string modified)
    {
        var original = LastApplied.Of(live) is { Length: > 0 } text ? Parse(text) : [];
        var wanted = Parse(modified);
        wanted.Ensure("metadata", "annotations")[LastApplied.Annotation] = modified;
        if (LocalPatch.SchemaOf(live) is not { } schema) return (JsonText.Compact(ThreeWayPatch.Merge(original, wanted, live)), LocalPatch.Merge);
        var result = ThreeWayPatch.Strategic(original, wanted, live, schema);
        return result.Patched is { } patch ? (JsonText.Compact(patch), LocalPatch.Strategic) : throw new KubectlError(result.Error?.Message ?? "cannot make a patch");
    }

    /// <summary>With <c>--force</c>: what cannot be changed is deleted and made anew.</summary>
    private async Task<JsonObject> ReplaceAsync()
    {
        var uid = await Deletion.SendAsync(call.Client, item, new DeletionOptions { GracePeriodSeconds = call.Flags.Number("grace-period") });
        var timeout = call.Flags.Span("timeout") == TimeSpan.Zero ? Deletion.Forever : call.Flags.Span("timeout");
        if (!await Deletion.WaitAsync(call.Client, item, uid, timeout)) throw new KubectlError("timed out waiting for the condition");
        LastApplied.Set(item.Value);
        return await call.Client.PostAsync(item.Collection + WriteFlags.Query(call, dryRun), item.Value);
    }

    private static JsonObject Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text) as JsonObject ?? [];
        }
        catch (JsonException)
        {
            return [];
        }
    }
}
