using System.Text;
using System.Text.Json;
using Podlab.Api;
using Podlab.Api.Json;
using Podlab.Api.Model;
using Podlab.Api.Yaml;
using Podlab.Engine.Apiserver.Protobuf;
using Podlab.Engine.Apiserver.Untyped;

namespace Podlab.Engine.Apiserver.Http;

/// <summary>Turns a body into an object of the kind that the request is for, with the complaints of Kubernetes' decoders.</summary>
/// <remarks>Follows staging/src/k8s.io/apimachinery/pkg/runtime/serializer and apiserver/pkg/endpoints/handlers/create.go (v1.36.3).</remarks>
internal static class RequestBody
{
    /// <summary>Larger bodies are refused.</summary>
    public const int Limit = 3 * 1024 * 1024;

    private const string Accepted = "application/json, application/yaml, application/vnd.kubernetes.protobuf";

    public static void CheckSize(ApiRequest request)
    {
        if (request.Body.Length > Limit) throw ApiException.TooLarge($"limit is {Limit}");
    }

    /// <summary>Whether the body is YAML; a body of another type is refused.</summary>
    public static bool IsYaml(ApiRequest request)
    {
        var type = string.IsNullOrEmpty(request.ContentType) ? MediaType.Json : MediaType.Parse(request.ContentType);
        return type.Name switch
        {
            "application/vnd.kubernetes.protobuf" => false,
            "application/json" => false,
            "application/yaml" => true,
            _ => throw ApiException.Of(415, "UnsupportedMediaType", "the body of the request was in an unknown format - accepted media types include: " + Accepted, null),
        };
    }

    public static bool IsProtobuf(ApiRequest request) => request.ContentType is { } type && MediaType.Parse(type).Name == "application/vnd.kubernetes.protobuf";

    /// <param name="expected">The kind that the address stands for; a body may leave its kind out.</param>
    /// <param name="validation">Strict, Warn, Ignore; empty means Warn.</param>
    public static IKubernetesObject Read(ApiRequest request, GroupVersionKind expected, string? validation, List<string> warnings)
    {
        var yaml = IsYaml(request);
        CheckSize(request);
        var complaints = new List<string>();
        if (IsProtobuf(request)) return ReadJson(ProtobufBody.ToJson(request.Body.Span, expected), expected, validation, warnings, complaints, null);
        var json = yaml ? FromYaml(request.Body, expected, validation, complaints) : request.Body;
        return ReadJson(json, expected, validation, warnings, complaints, yaml ? null : request.Body);
    }

    /// <summary>Reads JSON that the server itself has made (out of a patch) or taken from a client.</summary>
    public static IKubernetesObject ReadJson(ReadOnlyMemory<byte> json, GroupVersionKind expected, string? validation, List<string> warnings, List<string> complaints, ReadOnlyMemory<byte>? original)
    {
        var head = KindHead.Read(json.Span, expected, original ?? json);
        head.Check(expected);
        var log = new DecodeLog(expected);
        var value = ReadAs(expected, json.Span, log);
        foreach (var issue in log.Issues)
        {
            if (issue.Kind is DecodeIssueKind.WrongType or DecodeIssueKind.InvalidValue) throw KindHead.CannotHandle(head.Kind, head.Version, expected, issue.Message);
            complaints.Add(issue.Message);
        }

        if (complaints.Count == 0 || validation == "Ignore") return value;
        if (validation == "Strict") throw KindHead.CannotHandle(head.Kind, head.Version, expected, "strict decoding error: " + string.Join(", ", complaints));
        warnings.AddRange(complaints);
        return value;
    }

    public static IKubernetesObject ReadAs(GroupVersionKind kind, ReadOnlySpan<byte> json, DecodeLog log)
    {
        try
        {
            if (json.SequenceEqual("null"u8)) json = "{}"u8;
            return KubernetesJson.TryRead(kind, json, log, out var value) ? value : UntypedObject.Read(kind, json, log);
        }
        catch (JsonException exception)
        {
            throw ApiException.BadRequest("couldn't get version/kind; json parse error: " + (GoJsonSyntax.Complaint(json) ?? exception.Message));
        }
    }

    private static ReadOnlyMemory<byte> FromYaml(ReadOnlyMemory<byte> body, GroupVersionKind expected, string? validation, List<string> complaints)
    {
        var document = YamlReader.Read(Encoding.UTF8.GetString(body.Span));
        if (document.Error is { } error)
        {
            var hex = Convert.ToHexStringLower(body.Span[..Math.Min(30, body.Length)]);
            throw ApiException.BadRequest($"the object provided is unrecognized (must be of type {expected.Kind}): {error.LibraryMessage} ({hex}{(body.Length > 30 ? " ..." : "")})");
        }

        if (validation == "Strict" && document.StrictMessage is { } strict) complaints.Add(strict);
        else foreach (var duplicate in document.Duplicates) complaints.Add($"line {duplicate.LibraryLine}: key {GoText.Quote(duplicate.Key)} already set in map");
        return document.Json;
    }
}
