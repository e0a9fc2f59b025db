using System.Text.RegularExpressions;

namespace Podlab.Engine.Kubelet.Images;

/// <summary>References to images: what is valid, and which tag is meant.</summary>
/// <remarks>Follows pkg/util/parsers/parsers.go (v1.36.3) and the grammar of github.com/distribution/reference.</remarks>
internal static partial class ImageNames
{
    /// <summary>The reference with its tag; null where it is none.</summary>
    public static string? WithTag(string image)
    {
        if (!Reference().IsMatch(image)) return null;
        return HasTagOrDigest(image) ? image : image + ":latest";
    }

    public static bool IsLatest(string reference) => !reference.Contains('@', StringComparison.Ordinal) && reference.EndsWith(":latest", StringComparison.Ordinal);

    /// <summary>The host that serves the image.</summary>
    public static string Registry(string reference)
    {
        var slash = reference.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0) return "docker.io";
        var first = reference[..slash];
        return first.Contains('.', StringComparison.Ordinal) || first.Contains(':', StringComparison.Ordinal) || first == "localhost" ? first : "docker.io";
    }

    private static bool HasTagOrDigest(string image) =>
        image.Contains('@', StringComparison.Ordinal) || image.LastIndexOf(':') > image.LastIndexOf('/');

    [GeneratedRegex(@"^((?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])(?:\.(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9]))*(?::[0-9]+)?/)?[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*(?::[\w][\w.-]{0,127})?(?:@[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,})?$", RegexOptions.CultureInvariant)]
    private static partial Regex Reference();
}
