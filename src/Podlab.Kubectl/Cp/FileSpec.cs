using Podlab.Kubectl.CommandLine;

namespace Podlab.Kubectl.Cp;

/// <summary>A file: of this side, or <c>[namespace/]pod:path</c>.</summary>
internal sealed record FileSpec(string Namespace, string Pod, string Path)
{
    public static FileSpec Parse(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0 || text.StartsWith('.') || text.StartsWith('/')) return new FileSpec("", "", text);
        var (place, path) = (text[..colon], text[(colon + 1)..]);
        var parts = place.Split('/');
        return parts.Length switch
        {
            1 => new FileSpec("", parts[0], path),
            2 => new FileSpec(parts[0], parts[1], path),
            _ => throw new KubectlError("filespec must match the canonical format: [[namespace/]pod:]file/path"),
        };
    }
}
