using System.Text;
using System.Text.Json.Nodes;
using Podlab.Api.Apply;
using Podlab.Api.Json;
using Podlab.Api.Model;
using Podlab.Api.Yaml;

namespace Podlab.Engine.Apiserver.Http;

/// <summary>The body of a server-side apply: YAML or JSON, the manager's whole intent.</summary>
internal static class AppliedConfiguration
{
    public static JsonObject Read(ReadOnlySpan<byte> body)
    {
        var document = YamlReader.Read(Encoding.UTF8.GetString(body));
        if (document.Error is { } error) throw ApiException.BadRequest($"error decoding YAML: {error.ConversionMessage}");
        if (document.StrictMessage is { } duplicates) throw ApiException.BadRequest($"error decoding YAML: {duplicates}");
        return JsonTree.Parse(document.Json.Span) switch
        {
            JsonObject map => map,
            null => [],
            JsonArray => throw NotAMap("array"),
            var scalar => throw NotAMap(scalar.GetValueKind().ToString().ToLowerInvariant()),
        };
    }

    /// <summary>The object as it is after the apply, with its managed fields.</summary>
    public static IKubernetesObject ApplyTo(RequestContext context, IKubernetesObject? old, JsonObject applied, string? subresource, DateTimeOffset now)
    {
        var resource = context.Target.Resource;
        var force = context.Query.First("force") is { } asked && RequestIsTrue(asked);
        var result = ServerSideApply.Apply(resource, old, applied, context.FieldManager, subresource, force, now);
        if (result.Error is { } error) throw new ApiException(error);
        var log = new DecodeLog(resource.Kind);
        var value = RequestBody.ReadAs(resource.Kind, JsonTree.ToUtf8(result.Object), log);
        return log.HasErrors ? throw ApiException.Internal(log.Issues.First(issue => issue.Kind is DecodeIssueKind.WrongType or DecodeIssueKind.InvalidValue).Message) : value;
    }

    private static bool RequestIsTrue(string text) => text is "true" or "1" or "t" or "T" or "TRUE" or "True";

    private static ApiException NotAMap(string kind) =>
        ApiException.BadRequest($"error decoding YAML: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal {kind} into Go value of type map[string]interface {{}}");
}
