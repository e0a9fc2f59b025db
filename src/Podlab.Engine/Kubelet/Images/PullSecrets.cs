using System.Text;
using System.Text.Json;
using Podlab.Api.Model;
using Podlab.Engine.Runtime;

namespace Podlab.Engine.Kubelet.Images;

/// <summary>The credentials that a pod brings for its images' registries.</summary>
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

    public static ImagePullSecret? Find(KubeletContext context, Pod pod, string image)
    {
        var registry = ImageNames.Registry(image);
        foreach (var reference in pod.Spec.ImagePullSecrets)
        {
            if (context.Api.Of<Secret>().Find(pod.Metadata.Namespace ?? "", reference.Name ?? "") is not { } secret) continue;
            if (!secret.Data.TryGetValue(".dockerconfigjson", out var config)) continue;
            if (Read(config.ToBytes(), registry) is { } found) return found;
        }

        return null;
    }

    private static ImagePullSecret? Read(byte[] config, string registry)
    {
        try
        {
            using var document = JsonDocument.Parse(config);
            if (!document.RootElement.TryGetProperty("auths", out var auths) || auths.ValueKind != JsonValueKind.Object) return null;
            foreach (var entry in auths.EnumerateObject())
            {
                if (Host(entry.Name) != registry && !(registry == "docker.io" && Host(entry.Name) == "index.docker.io")) continue;
                if (Text(entry.Value, "username") is { } user) return new ImagePullSecret(registry, user, Text(entry.Value, "password") ?? "");
                if (Text(entry.Value, "auth") is not { } auth) continue;
                var pair = Encoding.UTF8.GetString(Convert.FromBase64String(auth)).Split(':', 2);
                if (pair.Length == 2) return new ImagePullSecret(registry, pair[0], pair[1]);
            }
        }
        catch (Exception failure) when (failure is JsonException or FormatException)
        {
            // A secret that cannot be read is a secret that does not help.
        }

        return null;
    }

    private static string Host(string key)
    {
        var scheme = key.IndexOf("://", StringComparison.Ordinal);
        var host = scheme < 0 ? key : key[(scheme + 3)..];
        var slash = host.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? host : host[..slash];
    }

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
