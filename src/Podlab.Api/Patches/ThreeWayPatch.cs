using System.Text.Json.Nodes;
using Podlab.Api.Json;
using Podlab.Api.Schemas;

namespace Podlab.Api.Patches;

/// <summary>
/// The patch that <c>kubectl apply</c> sends: it sets what the manifest says and the live object does not have, and removes what the manifest said last time
/// and says no more. What others have added to the live object stays.
/// </summary>
/// <remarks>
/// Follows CreateThreeWayMergePatch in staging/src/k8s.io/apimachinery/pkg/util/strategicpatch/patch.go and CreateThreeWayJSONMergePatch in
/// staging/src/k8s.io/apimachinery/pkg/util/jsonmergepatch/patch.go (v1.36.3).
/// </remarks>
public static class ThreeWayPatch
{
    /// <summary>A strategic merge patch, for kinds with a schema.</summary>
    /// <param name="original">What was applied last: the object in the annotation <c>kubectl.kubernetes.io/last-applied-configuration</c>; empty where there is none.</param>
    /// <param name="modified">The manifest, with its own annotation of that name.</param>
    /// <param name="current">The live object.</param>
    public static PatchResult Strategic(JsonObject original, JsonObject modified, JsonObject current, Schema schema) => Guarded(() =>
    {
        var delta = new StrategicDiff { IgnoreDeletions = true, SetElementOrder = true }.Between(current, modified, schema);
        var deletions = new StrategicDiff { OnlyDeletions = true, SetElementOrder = true }.Between(original, modified, schema);
        return StrategicPatch.Combine(deletions, delta, schema);
    });

    /// <summary>The strategic merge patch that leads from one object to another.</summary>
    public static PatchResult StrategicTwoWay(JsonObject original, JsonObject modified, Schema schema) =>
        Guarded(() => new StrategicDiff { SetElementOrder = true }.Between(original, modified, schema));

    /// <summary>A JSON merge patch, for kinds without a schema.</summary>
    /// <inheritdoc cref="Strategic" path="/param"/>
    public static JsonObject Merge(JsonObject original, JsonObject modified, JsonObject current)
    {
        var patch = Changes(current, modified, deletions: false);
        var deletions = Changes(original, modified, deletions: true);
        return Overlay(deletions, patch);
    }

    /// <summary>The JSON merge patch that leads from one object to another.</summary>
    public static JsonObject MergeTwoWay(JsonObject original, JsonObject modified) => Overlay(Changes(original, modified, deletions: true), Changes(original, modified, deletions: false));

    /// <summary>Either what is new or different in the modified object, or the names it no longer has.</summary>
    private static JsonObject Changes(JsonObject original, JsonObject modified, bool deletions)
    {
        var patch = new JsonObject();
        foreach (var (name, value) in modified)
        {
            original.TryGetPropertyValue(name, out var old);
            if (old is JsonObject before && value is JsonObject after)
            {
                var inner = Changes(before, after, deletions);
                if (inner.Count > 0) patch[name] = inner;
            }
            else if (!deletions && value is not null && !JsonTree.Same(old, value))
            {
                patch[name] = value.DeepClone();
            }
        }

        if (!deletions) return patch;
        foreach (var (name, _) in original)
        {
            if (!modified.ContainsKey(name)) patch[name] = null;
        }

        return patch;
    }

    private static JsonObject Overlay(JsonObject below, JsonObject above)
    {
        var all = (JsonObject)below.DeepClone();
        foreach (var (name, value) in above)
        {
            all[name] = value is JsonObject map && all[name] is JsonObject old ? Overlay(old, map) : value?.DeepClone();
        }

        return all;
    }

    private static PatchResult Guarded(Func<JsonObject> make)
    {
        try
        {
            return new PatchResult(make(), null, null, []);
        }
        catch (PatchException error)
        {
            return new PatchResult(null, error.Status, null, []);
        }
    }
}
