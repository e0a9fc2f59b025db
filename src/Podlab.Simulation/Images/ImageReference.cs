namespace Podlab.Simulation.Images;

/// <summary>A name as people write it, made whole: <c>busybox</c> is <c>docker.io/library/busybox:latest</c>.</summary>
/// <param name="Registry">Host, with port where there is one.</param>
/// <param name="Path">Behind the registry.</param>
/// <param name="Tag">Null when there is only a digest.</param>
public sealed record ImageReference(string Registry, string Path, string? Tag, string? Digest)
{
    public string Repository => Registry + "/" + Path;

    public static ImageReference Parse(string text)
    {
        string? digest = null;
        var at = text.IndexOf('@', StringComparison.Ordinal);
        if (at >= 0)
        {
            digest = text[(at + 1)..];
            text = text[..at];
        }

        string? tag = null;
        var colon = text.LastIndexOf(':');
        if (colon > text.LastIndexOf('/'))
        {
            tag = text[(colon + 1)..];
            text = text[..colon];
        }

        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var host = slash < 0 ? "" : text[..slash];
        if (host.Length == 0 || !(host.Contains('.', StringComparison.Ordinal) || host.Contains(':', StringComparison.Ordinal) || host == "localhost"))
            (host, text) = ("docker.io", slash < 0 ? "library/" + text : text);
        else
            text = text[(slash + 1)..];
        if (host == "index.docker.io") host = "docker.io";
        return new ImageReference(host, text, tag ?? (digest is null ? "latest" : null), digest);
    }

    public override string ToString() => Repository + (Tag is null ? "" : ":" + Tag) + (Digest is null ? "" : "@" + Digest);
}
