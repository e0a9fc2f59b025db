using System.Text.Json.Nodes;
using Podlab.Api;
using Podlab.Api.Json;
using Podlab.Api.Model;
using Podlab.Engine.Apiserver.Http;

namespace Podlab.Engine.Apiserver.Untyped;

/// <summary>Notes in a certificate signing request who asks for it; what the request says of that itself counts for nothing.</summary>
/// <remarks>Follows PrepareForCreate of pkg/registry/certificates/certificates/strategy.go (v1.36.3).</remarks>
internal static class Requester
{
    private static readonly GroupVersionKind SigningRequest = new("certificates.k8s.io", "v1", "CertificateSigningRequest");

    public static IKubernetesObject Note(IKubernetesObject value, ApiUser user)
    {
        if (value is not UntypedObject request || request.GroupVersionKind != SigningRequest || request.Field("spec") is not { } given || JsonTree.Parse(given.Utf8) is not JsonObject spec) return value;
        spec["username"] = user.Name;
        spec["groups"] = new JsonArray([.. user.Groups.Select(group => (JsonNode)group)]);
        spec.Remove("extra");
        spec.Remove("uid");
        if (user.Uid is { } uid) spec["uid"] = uid;
        return request.WithField("spec", RawJson.FromUtf8(JsonTree.ToUtf8(Sorted(spec))));
    }

    private static JsonObject Sorted(JsonObject fields)
    {
        var sorted = new JsonObject();
        foreach (var (name, value) in fields.OrderBy(field => field.Key, StringComparer.Ordinal)) sorted[name] = value?.DeepClone();
        return sorted;
    }
}
