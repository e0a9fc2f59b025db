using System.Globalization;
using System.Text.RegularExpressions;
using Podlab.Api.Model;
using Podlab.Engine.Apiserver;
using Podlab.Engine.Kubelet.Containers;

namespace Podlab.Engine.Causes;

/// <summary>Why a container cannot be made: the ConfigMap, Secret or key that is missing, traced to the line that names it.</summary>
internal sealed partial class ConfigCauses(ApiServer api)
{
    private readonly SpecLines lines = new(api);

    /// <param name="message">The kubelet's, from the container's waiting state.</param>
    public Cause Of(Pod pod, string name, string message)
    {
        var path = SpecLines.PathOf(pod.Spec, name);
        return new Cause(CauseKind.Config, $"Container {name} cannot be made") { Evidence = [message], Line = lines.Of(pod, path + Field(pod.Spec.FindContainer(name) ?? new Container(), message)) };
    }

    private static string Field(Container container, string message)
    {
        if (Missing().Match(message) is { Success: true } missing) return Reference(container, missing.Groups["name"].Value, key: null);
        if (MissingKey().Match(message) is { Success: true } key) return Reference(container, key.Groups["name"].Value, key.Groups["key"].Value);
        if (message.Contains("runAsNonRoot", StringComparison.Ordinal)) return container.SecurityContext is null ? "" : ".securityContext";
        return "";
    }

    private static string Reference(Container container, string name, string? key)
    {
        for (var i = 0; i < container.Env.Count; i++)
        {
            var (map, secret) = (container.Env[i].ValueFrom?.ConfigMapKeyRef, container.Env[i].ValueFrom?.SecretKeyRef);
            if (map?.Name == name && (key is null || map.Key == key)) return string.Create(CultureInfo.InvariantCulture, $".env[{i}].valueFrom.configMapKeyRef");
            if (secret?.Name == name && (key is null || secret.Key == key)) return string.Create(CultureInfo.InvariantCulture, $".env[{i}].valueFrom.secretKeyRef");
        }

        for (var i = 0; i < container.EnvFrom.Count; i++)
        {
            if (container.EnvFrom[i].ConfigMapRef?.Name == name || container.EnvFrom[i].SecretRef?.Name == name) return string.Create(CultureInfo.InvariantCulture, $".envFrom[{i}]");
        }

        return ".env";
    }

    [GeneratedRegex("(?:configmap|secret) \"(?<name>[^\"]+)\" not found", RegexOptions.CultureInvariant)]
    private static partial Regex Missing();

    [GeneratedRegex("couldn't find key (?<key>\\S+) in (?:ConfigMap|Secret) [^/]+/(?<name>\\S+)", RegexOptions.CultureInvariant)]
    private static partial Regex MissingKey();
}
