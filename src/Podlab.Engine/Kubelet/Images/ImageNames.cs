using System.Text.RegularExpressions;

namespace Podlab.Engine.Kubelet.Images;

/// <summary>References to images: what is valid, and which tag is meant.</summary>
/// <remarks>Follows pkg/util/parsers/parsers.go (v1.36.3) and github.com/distribution/reference v0.6.0 (normalize.go, reference.go).</remarks>
internal static partial class ImageNames
{
    /// <summary>The reference with its tag; null where it is none.</summary>
    public static string? WithTag(string image)
    {
        if (Problem(image) is not null) return null;
        return HasTagOrDigest(image) ? image : image + ":latest";
    }

    /// <summary>Why a name is not a reference, in the words of the library; null: it is one.</summary>
    public static string? Problem(string image)
    {
        if (Identifier().IsMatch(image)) return $"invalid repository name ({image}), cannot specify 64-byte hexadecimal strings";
        var slash = image.IndexOf('/', StringComparison.Ordinal);
        var first = slash < 0 ? "" : image[..slash];
        var hasHost = slash >= 0 && (first.AsSpan().IndexOfAny('.', ':') >= 0 || first == "localhost" || first.Any(char.IsAsciiLetterUpper));
        var rest = hasHost ? image[(slash + 1)..] : image.Contains('/', StringComparison.Ordinal) ? image : "library/" + image;
        var colon = rest.IndexOf(':', StringComparison.Ordinal);
        var path = colon < 0 ? rest : rest[..colon];
        if (path.Any(char.IsAsciiLetterUpper)) return $"invalid reference format: repository name ({path}) must be lowercase";
        if (!Reference().IsMatch(image)) return "invalid reference format";
        var at = image.IndexOf('@', StringComparison.Ordinal);
        if (at < 0) return null;
        var digest = image[(at + 1)..].Split(':', 2);
        var length = digest[0] switch { "sha256" => 64, "sha384" => 96, "sha512" => 128, _ => 0 };
        if (length == 0) return "unsupported digest algorithm";
        if (digest[1].Length != length) return "invalid checksum digest length";
        return digest[1].Any(char.IsAsciiLetterUpper) ? "invalid checksum digest format" : null;
    }

    public static bool IsLatest(string reference) => !reference.Contains('@', StringComparison.Ordinal) && reference.EndsWith(":latest", StringComparison.Ordinal);

    /// <summary>The reference without tag and digest.</summary>
    public static string Repository(string reference)
    {
        var digest = reference.IndexOf('@', StringComparison.Ordinal);
        if (digest >= 0) reference = reference[..digest];
        var tag = reference.LastIndexOf(':');
        return tag > reference.LastIndexOf('/') ? reference[..tag] : reference;
    }

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

    [GeneratedRegex("^[a-f0-9]{64}$", RegexOptions.CultureInvariant)]
    private static partial Regex Identifier();
}
