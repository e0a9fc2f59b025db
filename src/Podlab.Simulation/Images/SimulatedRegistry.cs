using Podlab.Engine.Faults;
using Podlab.Engine.Runtime;

namespace Podlab.Simulation.Images;

/// <summary>How a part of the simulated internet's registries behaves: the rule with the longest matching prefix decides.</summary>
/// <param name="Prefix">Registry and the beginning of a path, for example <c>localhost:5055/slow/</c>.</param>
public sealed record RegistryRule(string Prefix)
{
    /// <summary>Images behind the prefix are those of this repository prefix; null: of the same name.</summary>
    public string? ServesFrom { get; init; }

    /// <summary>Time that is added to each answer.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Asks for a user name and a password.</summary>
    public bool IsPrivate { get; init; }

    /// <summary>Who may pull when it is private; null: nobody.</summary>
    public string? User { get; init; }
    public string? Password { get; init; }

    /// <summary>The first part of the path behind the prefix is a key, and images appear when it is pushed.</summary>
    public bool IsKeyed { get; init; }
}

/// <summary>The registries that nodes pull from, with their faults.</summary>
public sealed class SimulatedRegistry(ImageCatalog catalog)
{
    private static readonly TimeSpan AnswerTime = TimeSpan.FromMilliseconds(100);
    private readonly List<RegistryRule> rules = [.. RegistryFile.ReadBuiltIn()];
    private readonly HashSet<string> pushed = new(StringComparer.Ordinal);

    public ImageCatalog Catalog { get; } = catalog;

    /// <summary>Bytes a second that a node pulls.</summary>
    public long BytesPerSecond { get; set; } = 50_000_000;

    /// <summary>Fault: registries do not answer; names still resolve.</summary>
    public bool IsDown { get; set; }

    /// <summary>Fault: the node has no way out; names of registries do not resolve.</summary>
    public bool IsUnreachable { get; set; }

    /// <summary>Fault: every pull takes this much longer.</summary>
    public TimeSpan ExtraDelay { get; set; }

    /// <summary>Raised when somebody changes the registries by hand, with what was done and what to do instead where runs are recorded.</summary>
    public event Action<string>? Touched;

    public void Add(RegistryRule rule)
    {
        Touched?.Invoke("a rule added to a registry (add it before the cluster is made)");
        rules.Add(rule);
    }

    /// <summary>Makes images behind a key appear.</summary>
    public void Push(string key)
    {
        if (pushed.Add(key)) Touched?.Invoke($"a registry's Push(\"{key}\") (write cluster.Faults.Apply(\"registry push {key}\") instead)");
    }

    /// <summary>The image and the time its pull takes; a <see cref="RuntimeException"/> in containerd's words when it cannot be had.</summary>
    /// <param name="fault">How the way from the asking node is; null: well.</param>
    public (ImageDefinition Image, TimeSpan Time) Resolve(ImageReference reference, ImagePullSecret? secret, RegistryFault? fault = null)
    {
        var name = reference.ToString();
        var rule = rules.Where(candidate => name.StartsWith(candidate.Prefix, StringComparison.Ordinal)).MaxBy(candidate => candidate.Prefix.Length);
        var host = reference.Registry == "docker.io" ? "registry-1.docker.io" : reference.Registry;
        var local = reference.Registry.StartsWith("localhost", StringComparison.Ordinal);
        var head = $"failed to do request: Head \"https://{host}/v2/{reference.Path}/manifests/{reference.Tag ?? reference.Digest}\": dial tcp";
        if ((IsUnreachable || fault is { IsUnreachable: true }) && !local) throw Failure(name, $"{head}: lookup {host} on 10.255.255.53:53: no such host");
        if (IsDown || fault is { IsDown: true }) throw Failure(name, $"{head} {(local ? "127.0.0.1:5055" : "203.0.113.10:443")}: connect: connection refused");
        if (local && rule is null && !rules.Exists(candidate => candidate.Prefix.StartsWith(reference.Registry + "/", StringComparison.Ordinal)))
            throw Failure(name, $"{head} 127.0.0.1:{(host.Contains(':', StringComparison.Ordinal) ? host[(host.IndexOf(':', StringComparison.Ordinal) + 1)..] : "443")}: connect: connection refused");
        if (rule is { IsPrivate: true } && (secret is null || secret.User != rule.User || secret.Password != rule.Password))
        {
            throw Failure(name, secret is null ? "pull access denied, repository does not exist or may require authorization: authorization failed: no basic auth credentials"
                : $"unexpected status from HEAD request to https://{host}/v2/{reference.Path}/manifests/{reference.Tag ?? reference.Digest}: 401 Unauthorized");
        }

        var source = Source(reference, rule);
        var image = source is null ? null : Catalog.Find(source);
        if (image is not null)
        {
            var transfer = TimeSpan.FromSeconds((double)image.SizeBytes / BytesPerSecond);
            return (image with { Repository = reference.Repository, Tag = reference.Tag ?? image.Tag }, AnswerTime + transfer + ExtraDelay + (rule?.Delay ?? TimeSpan.Zero));
        }

        if (rule is null && !local && !Catalog.HasRepository(reference.Repository))
        {
            if (!Knows(reference.Registry)) throw Failure(name, $"{head}: lookup {host} on 10.255.255.53:53: no such host");
            if (reference.Registry == "docker.io")
                throw Failure(name, "pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed");
        }

        throw new RuntimeException("ErrImagePull", $"rpc error: code = NotFound desc = failed to pull and unpack image \"{name}\": failed to resolve image: {name}: not found");
    }

    private bool Knows(string registry) => registry is "docker.io" or "registry.k8s.io" or "gcr.io" or "ghcr.io" or "quay.io" or "k8s.gcr.io" or "mcr.microsoft.com" or "public.ecr.aws"
        || Catalog.All.Any(image => image.Repository.StartsWith(registry + "/", StringComparison.Ordinal));

    private ImageReference? Source(ImageReference reference, RegistryRule? rule)
    {
        if (rule is null) return reference;
        var rest = (reference.Repository + "/")[rule.Prefix.Length..].TrimEnd('/');
        if (rule.IsKeyed)
        {
            var slash = rest.IndexOf('/', StringComparison.Ordinal);
            if (slash < 0 || !pushed.Contains(rest[..slash])) return null;
            rest = rest[(slash + 1)..];
        }

        if (rule.ServesFrom is null) return reference;
        var source = ImageReference.Parse(rule.ServesFrom + rest);
        return source with { Tag = reference.Tag, Digest = reference.Digest };
    }

    private static RuntimeException Failure(string name, string why) => new("ErrImagePull", $"failed to pull and unpack image \"{name}\": failed to resolve image: {why}");
}
