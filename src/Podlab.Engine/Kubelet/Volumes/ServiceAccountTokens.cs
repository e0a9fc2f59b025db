using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Podlab.Api.Model;

namespace Podlab.Engine.Kubelet.Volumes;

/// <summary>The tokens of pods' service accounts, in the form of JSON web tokens. Only this cluster would believe them.</summary>
/// <remarks>Follows pkg/kubelet/token/token_manager.go (v1.36.3): a token is renewed when a fifth of its time is left.</remarks>
internal sealed class ServiceAccountTokens(KubeletContext context)
{
    private const long DefaultSeconds = 3600;
    private readonly Dictionary<string, Dictionary<(string Path, string Audience), (string Token, DateTimeOffset RenewAt)>> issued = new(StringComparer.Ordinal);

    public string Get(Pod pod, ServiceAccountTokenProjection projection)
    {
        var audience = string.IsNullOrEmpty(projection.Audience) ? "https://kubernetes.default.svc.cluster.local" : projection.Audience;
        var key = (projection.Path, audience);
        if (!issued.TryGetValue(pod.Metadata.Uid ?? "", out var own)) issued.Add(pod.Metadata.Uid ?? "", own = []);
        var now = context.Clock.Now;
        if (own.TryGetValue(key, out var known) && now < known.RenewAt) return known.Token;
        var seconds = projection.ExpirationSeconds ?? DefaultSeconds;
        var token = Issue(pod, audience, now, seconds);
        own[key] = (token, now.AddSeconds(seconds * 0.8));
        return token;
    }

    public void Forget(string uid) => issued.Remove(uid);

    private static string Issue(Pod pod, string audience, DateTimeOffset now, long seconds)
    {
        var account = pod.Spec.ServiceAccountName ?? "default";
        var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartArray("aud");
            json.WriteStringValue(audience);
            json.WriteEndArray();
            json.WriteNumber("exp", now.ToUnixTimeSeconds() + seconds);
            json.WriteNumber("iat", now.ToUnixTimeSeconds());
            json.WriteString("iss", "https://kubernetes.default.svc.cluster.local");
            json.WriteStartObject("kubernetes.io");
            json.WriteString("namespace", pod.Metadata.Namespace);
            json.WriteStartObject("node");
            json.WriteString("name", pod.Spec.NodeName);
            json.WriteEndObject();
            json.WriteStartObject("pod");
            json.WriteString("name", pod.Metadata.Name);
            json.WriteString("uid", pod.Metadata.Uid);
            json.WriteEndObject();
            json.WriteStartObject("serviceaccount");
            json.WriteString("name", account);
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteNumber("nbf", now.ToUnixTimeSeconds());
            json.WriteString("sub", $"system:serviceaccount:{pod.Metadata.Namespace}:{account}");
            json.WriteEndObject();
        }

        var text = $"{Base64Url.EncodeToString("""{"alg":"RS256","kid":"podlab"}"""u8)}.{Base64Url.EncodeToString(buffer.ToArray())}";
        return $"{text}.{Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(text)))}";
    }
}
