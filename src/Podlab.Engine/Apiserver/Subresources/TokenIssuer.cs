using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Podlab.Api;
using Podlab.Api.Model;
using Podlab.Api.Validation;
using Podlab.Engine.Apiserver.Writing;
using Podlab.Engine.Chance;

namespace Podlab.Engine.Apiserver.Subresources;

/// <summary>Tokens of service accounts in the form of a JWT. Their signature is drawn by the seed and means nothing: nobody outside the cluster is to trust them.</summary>
/// <remarks>Follows pkg/registry/core/serviceaccount/storage/token.go (v1.36.3).</remarks>
internal sealed class TokenIssuer(ApiServer server, SeededRandom random)
{
    private const long DefaultSeconds = 3600;
    private const string Audience = "kubernetes";
    private static readonly ResourceInfo Accounts = ApiServer.ResourceOf(ServiceAccount.GroupVersionKind);
    private readonly SeededRandom signatures = random.Fork("tokens");

    public void Write(Utf8JsonWriter writer, WriteRequest request, TokenRequest asked)
    {
        CheckNames(request, asked);
        var account = server.Store.Find(Accounts, request.Namespace, request.Name) ?? throw ApiException.NotFound(Accounts, request.Name);
        var seconds = asked.Spec.ExpirationSeconds ?? DefaultSeconds;
        var errors = new FieldErrorList();
        var field = FieldPath.Spec.Child("expirationSeconds");
        if (seconds < 600) errors.Invalid(field, seconds, "may not specify a duration less than 10 minutes");
        if (seconds > uint.MaxValue) errors.Invalid(field, seconds, "may not specify a duration larger than 2^32 seconds");
        if (errors.Count > 0) throw ApiException.Invalid(TokenRequest.GroupVersionKind, asked.Metadata.Name ?? "", errors);
        CheckBound(request, asked);
        string[] audiences = asked.Spec.Audiences.IsEmpty ? [Audience] : [.. asked.Spec.Audiences];
        var now = WholeSecond.Of(server.Clock.Now);
        writer.WriteStartObject();
        writer.WriteString("apiVersion"u8, TokenRequest.GroupVersionKind.ApiVersion);
        writer.WriteString("kind"u8, TokenRequest.GroupVersionKind.Kind);
        writer.WritePropertyName("metadata"u8);
        new ObjectMeta { Name = request.Name, Namespace = request.Namespace, Uid = account.Value.Metadata.Uid, CreationTimestamp = now }.Write(writer);
        writer.WriteStartObject("spec"u8);
        writer.WriteStartArray("audiences"u8);
        foreach (var audience in audiences) writer.WriteStringValue(audience);
        writer.WriteEndArray();
        writer.WritePropertyName("boundObjectRef"u8);
        if (asked.Spec.BoundObjectRef is { } bound) bound.Write(writer);
        else writer.WriteNullValue();
        writer.WriteNumber("expirationSeconds"u8, seconds);
        writer.WriteEndObject();
        writer.WriteStartObject("status"u8);
        writer.WriteString("expirationTimestamp"u8, now.AddSeconds(seconds).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        writer.WriteString("token"u8, Token(request, account.Value.Metadata.Uid ?? "", audiences, now, now.AddSeconds(seconds)));
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private void CheckBound(WriteRequest request, TokenRequest asked)
    {
        if (asked.Spec.BoundObjectRef is not { } bound) return;
        var resource = bound.Kind switch
        {
            "Pod" => ApiServer.ResourceOf(Pod.GroupVersionKind),
            "Secret" => ApiServer.ResourceOf(Secret.GroupVersionKind),
            "Node" => ApiServer.ResourceOf(Node.GroupVersionKind),
            _ => throw ApiException.BadRequest($"cannot bind token for serviceaccount {GoText.Quote(request.Name)} to object of type {Type(bound)}"),
        };
        var name = bound.Name ?? "";
        var found = server.Store.Find(resource, resource.Namespaced ? request.Namespace : "", name) ?? throw ApiException.NotFound(resource, name);
        if (found.Value is Pod pod && pod.Spec.ServiceAccountName != request.Name)
            throw ApiException.BadRequest($"cannot bind token for serviceaccount {GoText.Quote(request.Name)} to pod running with different serviceaccount name.");
        if (bound.Uid is { Length: > 0 } uid && uid != found.Value.Metadata.Uid)
            throw ApiException.Of(409, "Conflict", $"Operation cannot be fulfilled on {bound.Kind} {GoText.Quote(name)}: the UID in the bound object reference ({uid}) does not match the UID in record. "
                + "The object might have been deleted and then recreated", new StatusDetails { Kind = bound.Kind, Name = name });
    }

    /// <summary>A name or namespace in the body says the same as the address, if it says anything.</summary>
    private static void CheckNames(WriteRequest request, TokenRequest asked)
    {
        Same("name", asked.Metadata.Name, request.Name);
        Same("namespace", asked.Metadata.Namespace, request.Namespace);

        void Same(string field, string? said, string expected)
        {
            if (string.IsNullOrEmpty(said) || said == expected) return;
            var errors = new FieldErrorList();
            errors.Invalid(FieldPath.Metadata.Child(field), said, $"must match the service account {field} if specified");
            throw ApiException.Invalid(TokenRequest.GroupVersionKind, request.Name, errors);
        }
    }

    /// <summary>As Go prints a group, version and kind: <c>apps/v1, Kind=Deployment</c>; the core group is the empty text before the slash.</summary>
    private static string Type(BoundObjectReference bound)
    {
        var version = bound.ApiVersion ?? "";
        return (version.Contains('/', StringComparison.Ordinal) ? version : "/" + version) + ", Kind=" + bound.Kind;
    }

    private string Token(WriteRequest request, string uid, string[] audiences, DateTimeOffset from, DateTimeOffset until)
    {
        var claims = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object>
        {
            ["aud"] = audiences,
            ["exp"] = until.ToUnixTimeSeconds(),
            ["iat"] = from.ToUnixTimeSeconds(),
            ["iss"] = "https://kubernetes.default.svc",
            ["kubernetes.io"] = new Dictionary<string, object> { ["namespace"] = request.Namespace, ["serviceaccount"] = new Dictionary<string, string> { ["name"] = request.Name, ["uid"] = uid } },
            ["nbf"] = from.ToUnixTimeSeconds(),
            ["sub"] = $"system:serviceaccount:{request.Namespace}:{request.Name}",
        });
        return $"{Base64Url.EncodeToString("{\"alg\":\"RS256\",\"kid\":\"podlab\"}"u8)}.{Base64Url.EncodeToString(claims)}.{Base64Url.EncodeToString(Encoding.ASCII.GetBytes(signatures.NextHex(64)))}";
    }
}
