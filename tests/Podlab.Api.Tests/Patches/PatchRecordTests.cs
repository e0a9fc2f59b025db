using System.Text;
using System.Text.Json.Nodes;
using Podlab.Api.Json;
using Podlab.Api.Model;
using Podlab.Api.Patches;
using Podlab.Api.Schemas;
using Podlab.Api.Tests.Conformance;

namespace Podlab.Api.Tests.Patches;

/// <summary>Patches that a real server was sent, applied to the objects that were created before. Defaults are not of interest here, so an answer may hold more than our result.</summary>
public sealed class PatchRecordTests
{
    private static readonly Dictionary<string, PatchType> Types = new()
    {
        ["application/json-patch+json"] = PatchType.Json,
        ["application/merge-patch+json"] = PatchType.Merge,
        ["application/strategic-merge-patch+json"] = PatchType.Strategic,
    };

    public static IEnumerable<TheoryDataRow<string, string, string, string>> Patches()
    {
        foreach (var record in Records.Read("patch"))
        {
            JsonNode? current = null;
            foreach (var step in record["steps"]!.AsArray())
            {
                if ((string?)step!["verb"] is "create") current = AsStored(step["object"]!);
                if ((string?)step["verb"] is not "patch" || current is null || !Types.ContainsKey((string?)step["contentType"] ?? "")) continue;
                var body = step["raw"] is { } raw ? (string)raw! : (step["object"] ?? new JsonObject()).ToJsonString();
                yield return new((string)step["contentType"]!, current.ToJsonString(), body, step["answer"]!.ToJsonString()) { Label = (string)record["name"]! };
                current = null;
            }
        }
    }

    [Theory]
    [MemberData(nameof(Patches))]
    public void Apply_recorded_patch_gives_recorded_answer(string contentType, string original, string patch, string recorded)
    {
        var answer = JsonNode.Parse(recorded)!;
        var created = JsonNode.Parse(original)!.AsObject();
        var kind = Schema(created);
        var result = Patch.Apply(Types[contentType], kind, Encoding.UTF8.GetBytes(original), Encoding.UTF8.GetBytes(patch));
        var code = (int)answer["code"]!;
        var body = answer["body"];
        if (code == 200)
        {
            result.Error.ShouldBeNull();
            Missing(result.Patched, body, kind, "").ShouldBeNull();
        }
        else if (result.Error is { } error)
        {
            error.Code.ShouldBe(code);
            error.Reason.ShouldBe((string?)body!["reason"]);
            error.Message.ShouldBe((string?)body["message"]);
        }
    }

    /// <summary>What the server adds to every object or pod and patches build upon.</summary>
    private static JsonNode AsStored(JsonNode created)
    {
        created["metadata"]!["resourceVersion"] = "7";
        if ((string?)created["kind"] is "Pod" && created["spec"] is { } spec) spec["tolerations"] ??= new JsonArray(new JsonObject { ["key"] = "node.kubernetes.io/not-ready" });
        return created;
    }

    private static Schema? Schema(JsonObject item)
    {
        var version = ((string)item["apiVersion"]!).Split('/');
        return SchemaCatalog.Default.Find(new GroupVersionKind(version.Length == 2 ? version[0] : "", version[^1], (string)item["kind"]!));
    }

    /// <summary>The first path where the answer does not hold what we have; fields that the kind does not know are dropped by every server.</summary>
    private static string? Missing(JsonNode? ours, JsonNode? answer, Schema? schema, string path)
    {
        if (path is ".apiVersion" or ".metadata.resourceVersion" or ".status") return null;
        switch (ours)
        {
            case JsonObject map when answer is JsonObject other:
                return map.Where(field => field.Value is not null && schema?.Field(field.Key) is not null)
                    .Select(field => Missing(field.Value, other[field.Key], schema?.Field(field.Key), $"{path}.{field.Key}")).FirstOrDefault(found => found is not null);
            case JsonArray { Count: 0 }:
                return answer is null or JsonArray { Count: 0 } ? null : path;
            case JsonArray when path == ".spec.tolerations":
                return null;
            case JsonArray list when answer is JsonArray other && list.Count == other.Count:
                return list.Select((item, i) => Missing(item, other[i], schema?.Items, $"{path}[{i}]")).FirstOrDefault(found => found is not null);
            default:
                return JsonTree.Same(ours, answer) ? null : $"{path}: {ours?.ToJsonString()} is {answer?.ToJsonString()} in the answer";
        }
    }
}
