namespace Podlab.Kubectl.Client;

/// <summary>From what people type (<c>po</c>, <c>deployments.apps</c>, <c>Pod</c>) to resources.</summary>
/// <remarks>Follows client-go/restmapper (discovery.go, shortcut.go) and apimachinery/pkg/api/meta (v1.36.3).</remarks>
internal sealed class RestMapper(IReadOnlyList<ApiResource> resources, Action<string> warn)
{
    public IReadOnlyList<ApiResource> Resources => resources;

    /// <summary>The resource a word names; null when the server has none of that name.</summary>
    public ApiResource? Find(string word)
    {
        var parts = word.Split('.', 3);
        if (parts.Length == 3 && Match(parts[0], parts[2], parts[1]) is { } full) return full;
        var (name, group) = Cut(word);
        return Match(name, group, "") ?? ByKind(name, group);
    }

    /// <exception cref="CommandLine.KubectlError">The server has no such resource.</exception>
    public ApiResource Require(string word) =>
        Find(word) ?? throw new CommandLine.KubectlError($"the server doesn't have a resource type {Api.GoText.Quote(Cut(word).Name)}");

    /// <summary>The resource of a kind in one version; null when the server has none.</summary>
    public ApiResource? ForKind(string group, string version, string kind) =>
        resources.FirstOrDefault(r => r.Group == group && r.Version == version && r.Kind == kind);

    public ApiResource? ForKind(string group, string kind) =>
        resources.FirstOrDefault(r => r.Group == group && r.Kind == kind && r.Preferred) ?? resources.FirstOrDefault(r => r.Group == group && r.Kind == kind);

    /// <summary>The resources of a category such as <c>all</c>, as <c>plural.group</c>; empty when it is no category.</summary>
    public IReadOnlyList<string> Category(string word) =>
        [.. resources.Where(r => r.Preferred && r.Categories.Contains(word, StringComparer.Ordinal)).Select(r => r.QualifiedName).Distinct()];

    private ApiResource? Match(string typed, string group, string version)
    {
        var name = typed.ToLowerInvariant();
        var candidates = resources.Where(r => version.Length == 0 || r.Version == version).ToList();
        if (group.Length > 0)
        {
            var exact = candidates.Where(r => r.Group == group).ToList();
            candidates = exact.Count > 0 ? exact : [.. candidates.Where(r => r.Group.StartsWith(group, StringComparison.Ordinal))];
        }

        return Best(candidates.Where(r => r.Name == name || r.Singular == name)) ?? Short(name, candidates);
    }

    private ApiResource? Short(string name, List<ApiResource> candidates)
    {
        var found = candidates.Where(r => r.ShortNames.Contains(name, StringComparer.Ordinal)).ToList();
        var best = Best(found);
        foreach (var other in found.Where(o => best is not null && (o.Group, o.Name) != (best.Group, best.Name)))
            warn($"short name {Api.GoText.Quote(name)} could also match lower priority resource {other.QualifiedName}");
        return best;
    }

    private ApiResource? ByKind(string kind, string group) =>
        Best(resources.Where(r => r.Kind == kind && r.Group == group));

    private static ApiResource? Best(IEnumerable<ApiResource> found)
    {
        var list = found.ToList();
        return list.Find(r => r.Preferred) ?? list.FirstOrDefault();
    }

    private static (string Name, string Group) Cut(string word)
    {
        var dot = word.IndexOf('.', StringComparison.Ordinal);
        return dot < 0 ? (word, "") : (word[..dot], word[(dot + 1)..]);
    }
}
