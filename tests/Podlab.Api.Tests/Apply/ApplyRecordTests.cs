using System.Text;
using System.Text.Json.Nodes;
using Podlab.Api.Apply;
using Podlab.Api.Json;
using Podlab.Api.Model;
using Podlab.Api.Tests.Conformance;

namespace Podlab.Api.Tests.Apply;

/// <summary>
/// Sequences of applies that a real server was sent, without what the server does around them: names, defaults and validation. So only what appliers own and how they
/// conflict is compared; the engine's replay of the same records compares all.
/// </summary>
public sealed class ApplyRecordTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly string[] OwnErrors = ["Apply failed", "failed to create typed", "invalid object type", "metadata.managedFields"];

    public static IEnumerable<TheoryDataRow<string>> Cases() =>
        Records.Read("apply").Concat(Records.Read("apply-conflict"))
            .Select(record => new TheoryDataRow<string>(record.ToJsonString()) { Label = (string)record["name"]! });

    [Theory]
    [MemberData(nameof(Cases))]
    public void Apply_recorded_sequence_gives_recorded_owners_and_conflicts(string record)
    {
        IKubernetesObject? live = null;
        foreach (var step in JsonNode.Parse(record)!["steps"]!.AsArray())
        {
            var answer = step!["answer"]!;
            var body = answer["body"];
            if (step["object"] is not JsonObject sent || Resource(step, sent) is not { } resource) return;
            var (manager, subresource, force) = Query((string)step["path"]!);
            if ((string?)step["contentType"] != "application/apply-patch+yaml")
            {
                if ((string?)step["verb"] is not ("create" or "update")) return;
                var written = Decoded(resource, sent);
                live = written.WithMetadata(written.Metadata with { ManagedFields = ManagedFields.OnUpdate(resource, live, written, manager, subresource, Now) });
                continue;
            }

            var result = ServerSideApply.Apply(resource, live, sent, manager, subresource, force, Now);
            var message = (string?)body?["message"];
            if (message is not null && !OwnErrors.Any(own => message.StartsWith(own, StringComparison.Ordinal))) return;
            result.Error?.Message.ShouldBe(message);
            if (message is not null)
            {
                result.Error.ShouldNotBeNull();
                result.Error.Code.ShouldBe((int)answer["code"]!);
                continue;
            }

            if (live is null || body?["metadata"]?["managedFields"] is not JsonArray)
            {
                live = Decoded(resource, result.Object!);
                if (body is null) continue;
            }

            Appliers(result.Object!).ShouldBe(Appliers(body));
            live = Decoded(resource, result.Object!);
        }
    }

    private static ResourceInfo? Resource(JsonNode step, JsonObject sent)
    {
        var path = (string)step["path"]!;
        if (path.Contains("/scale", StringComparison.Ordinal)) return null;
        return Resources.All.FirstOrDefault(resource => path.Contains($"/{resource.Name}", StringComparison.Ordinal)
            && (resource.Group.Length == 0 ? path.StartsWith("/api/v1", StringComparison.Ordinal) : path.StartsWith($"/apis/{resource.Kind.ApiVersion}", StringComparison.Ordinal))
            && (resource.Name != "namespaces" || path.StartsWith("/api/v1/namespaces/rec", StringComparison.Ordinal)));
    }

    private static (string Manager, string? Subresource, bool Force) Query(string path)
    {
        var parts = path.Split('?', 2);
        var query = parts.Length < 2 ? [] : parts[1].Split('&').Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]);
        return (query.GetValueOrDefault("fieldManager", "recorder"), parts[0].EndsWith("/status", StringComparison.Ordinal) ? "status" : null, query.ContainsKey("force"));
    }

    private static IKubernetesObject Decoded(ResourceInfo resource, JsonObject item)
    {
        KubernetesJson.TryRead(resource.Kind, Encoding.UTF8.GetBytes(item.ToJsonString()), new DecodeLog(), out var value).ShouldBeTrue();
        return value!;
    }

    private static string Appliers(JsonNode item) => string.Join('\n', (item["metadata"]!["managedFields"] as JsonArray ?? [])
        .Where(entry => (string?)entry!["operation"] == "Apply")
        .Select(entry => $"{entry!["manager"]} {entry["subresource"]} {JsonTree.ToText(entry["fieldsV1"])}")
        .Order(StringComparer.Ordinal));
}
