using Podlab.Api.Model;

namespace Podlab.Api.Strategies.Core;

/// <summary>Service accounts.</summary>
internal sealed class ServiceAccountResource : ResourceStrategy<ServiceAccount>
{
    private const string MountableSecrets = "kubernetes.io/enforce-mountable-secrets";

    protected override void AddWarnings(ref List<string>? warnings, ServiceAccount value, ServiceAccount? old)
    {
        if (value.Metadata.Annotations.TryGetValue(MountableSecrets, out var now) && old?.Metadata.Annotations.GetValueOrDefault(MountableSecrets) != now)
        {
            (warnings ??= []).Add($"metadata.annotations[{MountableSecrets}]: deprecated in v1.32+; prefer separate namespaces to isolate access to mounted secrets");
        }
    }
}
