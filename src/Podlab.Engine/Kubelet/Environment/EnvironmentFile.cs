using System.Text;
using Podlab.Api.Model;
using Podlab.Engine.Runtime;

namespace Podlab.Engine.Kubelet.Environment;

/// <summary>Variables that an init container wrote to a file of an emptyDir: lines <c>NAME=value</c>, the value in quotes or not, <c>#</c> for comments.</summary>
/// <remarks>Follows pkg/kubelet/util/env (v1.36.3).</remarks>
internal static class EnvironmentFile
{
    /// <returns>Null: it is optional and not there.</returns>
    /// <exception cref="ConfigException">The file or the key is missing.</exception>
    public static string? Value(KubeletContext context, Pod pod, FileKeySelector selector)
    {
        var content = context.Runtime.ReadVolumeFile(new VolumeId($"{pod.Metadata.Uid}/{selector.VolumeName}"), selector.Path);
        if (content is null) return selector.Optional == true ? null : throw new ConfigException($"failed to read environment variables from file \"{selector.Path}\" of volume \"{selector.VolumeName}\": no such file or directory");
        string? value = null;
        foreach (var line in Encoding.UTF8.GetString(content).Split('\n'))
        {
            var text = line.Trim();
            var equals = text.IndexOf('=', StringComparison.Ordinal);
            if (text.StartsWith('#') || equals <= 0 || text[..equals] != selector.Key) continue;
            value = text[(equals + 1)..];
            if (value.Length > 1 && (value[0] is '\'' or '"') && value[^1] == value[0]) value = value[1..^1];
        }

        return value ?? (selector.Optional == true ? null : throw new ConfigException($"environment variable key \"{selector.Key}\" not found in file \"{selector.Path}\""));
    }
}
