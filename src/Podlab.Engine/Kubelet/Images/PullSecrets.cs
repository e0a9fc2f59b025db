using System.IO.Enumeration;
using System.Text;
using System.Text.Json;
using Podlab.Api.Model;
using Podlab.Engine.Runtime;

namespace Podlab.Engine.Kubelet.Images;

/// <summary>What a pod may show to a registry, and the secret that it is from.</summary>
/// <param name="Secret"><c>NAMESPACE/NAME/UID</c>.</param>
internal sealed record PullCredentials(ImagePullSecret Credentials, string Secret);

/// <summary>The credentials that a pod brings for its images' registries.</summary>
/// <remarks>Follows pkg/credentialprovider/keyring.go and secrets.go (v1.36.3): keys may have a scheme, a path and wildcards; the longest match comes first.</remarks>
internal static class PullSecrets
{
    /// <summary>Names of secrets that the pod lists and that do not exist.</summary>
    public static IReadOnlyList<string> Missing(KubeletContext context, Pod pod)
    {
        if (pod.Spec.ImagePullSecrets.IsEmpty) return [];
        var missing = new List<string>();
        foreach (var reference in pod.Spec.ImagePullSecrets)
        {
            if (!string.IsNullOrEmpty(reference.Name) && context.Api.Of<Secret>().Find(pod.Metadata.Namespace ?? "", reference.Name) is null) missing.Add(reference.Name);
        }

        return missing;
    }

    /// <summary>All that fit an image, in the order in which they are tried.</summary>
    public static IReadOnlyList<PullCredentials> Find(KubeletContext context, Pod pod, string image)
    {
        if (pod.Spec.ImagePullSecrets.IsEmpty) return [];
        var found = new List<(string Key, PullCredentials Credentials)>();
        foreach (var reference in pod.Spec.ImagePullSecrets)
        {
            if (context.Api.Of<Secret>().Find(pod.Metadata.Namespace ?? "", reference.Name ?? "") is not { } secret) continue;
            var name = $"{secret.Metadata.Namespace}/{secret.Metadata.Name}/{secret.Metadata.Uid}";
            if (secret.Data.TryGetValue(".dockerconfigjson", out var config)) Read(config.ToBytes(), isWrapped: true, image, name, found);
            else if (secret.Data.TryGetValue(".dockercfg", out var old)) Read(old.ToBytes(), isWrapped: false, image, name, found);
        }

        return [.. found.OrderByDescending(entry => entry.Key, StringComparer.Ordinal).Select(entry => entry.Credentials).DistinctBy(entry => entry.Credentials)];
    }

    private static void Read(byte[] config, bool isWrapped, string image, string secret, List<(string, PullCredentials)> found)
    {
        try
        {
            using var document = JsonDocument.Parse(config);
            var auths = document.RootElement;
            if (isWrapped && !document.RootElement.TryGetProperty("auths", out auths)) return;
            if (auths.ValueKind != JsonValueKind.Object) return;
            foreach (var entry in auths.EnumerateObject())
            {
                var key = Key(entry.Name);
                if (!Matches(key, image) || Pair(entry.Value) is not var (user, password)) continue;
                found.Add((key, new PullCredentials(new ImagePullSecret(ImageNames.Registry(image), user, password), secret)));
            }
        }
        catch (Exception failure) when (failure is JsonException or FormatException)
        {
            // A secret that cannot be read is a secret that does not help.
        }
    }

    private static (string User, string Password)? Pair(JsonElement entry)
    {
        if (Text(entry, "username") is { Length: > 0 } user) return (user, Text(entry, "password") ?? "");
        if (Text(entry, "auth") is not { } auth) return null;
        var pair = Encoding.UTF8.GetString(Convert.FromBase64String(auth)).Split(':', 2);
        return pair.Length == 2 ? (pair[0], pair[1]) : null;
    }

    /// <summary>Host and path; Docker Hub has an old name.</summary>
    private static string Key(string key)
    {
        var scheme = key.IndexOf("://", StringComparison.Ordinal);
        if (scheme >= 0) key = key[(scheme + 3)..];
        foreach (var version in (string[])["/v1/", "/v2/", "/v1", "/v2"])
        {
            if (key.EndsWith(version, StringComparison.Ordinal)) key = key[..^version.Length];
        }

        key = key.TrimEnd('/');
        return key is "index.docker.io" or "registry-1.docker.io" ? "docker.io" : key;
    }

    /// <summary>Part by part of the host, and the path as a beginning.</summary>
    private static bool Matches(string key, string image)
    {
        var slash = key.IndexOf('/', StringComparison.Ordinal);
        var (host, path) = slash < 0 ? (key, "") : (key[..slash], key[(slash + 1)..]);
        var registry = ImageNames.Registry(image);
        var (wanted, actual) = (host.Split('.'), registry.Split('.'));
        if (wanted.Length != actual.Length) return false;
        for (var i = 0; i < wanted.Length; i++)
        {
            if (!FileSystemName.MatchesSimpleExpression(wanted[i], actual[i], ignoreCase: false)) return false;
        }

        var rest = image.StartsWith(registry + "/", StringComparison.Ordinal) ? image[(registry.Length + 1)..] : image;
        return path.Length == 0 || rest.StartsWith(path, StringComparison.Ordinal);
    }

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
