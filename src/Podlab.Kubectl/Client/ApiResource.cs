namespace Podlab.Kubectl.Client;

/// <summary>What discovery says of one resource.</summary>
internal sealed record ApiResource(string Group, string Version, string Name, string Singular, string Kind, bool Namespaced)
{
    public IReadOnlyList<string> ShortNames { get; init; } = [];

    public IReadOnlyList<string> Categories { get; init; } = [];

    public IReadOnlyList<string> Verbs { get; init; } = [];

    public IReadOnlyList<ApiSubresource> Subresources { get; init; } = [];

    /// <summary>Whether this is the version its group prefers.</summary>
    public bool Preferred { get; init; } = true;

    public string GroupVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary><c>pods</c>, <c>deployments.apps</c>.</summary>
    public string QualifiedName => Group.Length == 0 ? Name : $"{Name}.{Group}";

    /// <summary>As messages name an object's type: <c>pod</c>, <c>deployment.apps</c>.</summary>
    public string QualifiedKind => Group.Length == 0 ? Kind.ToLowerInvariant() : $"{Kind.ToLowerInvariant()}.{Group}";

    /// <summary><c>/v1, Resource=pods</c>.</summary>
    public string GvrText => $"{Group}/{Version}, Resource={Name}";

    /// <summary><c>/v1, Kind=Pod</c>.</summary>
    public string GvkText => $"{Group}/{Version}, Kind={Kind}";

    public string Root => Group.Length == 0 ? $"/api/{Version}" : $"/apis/{Group}/{Version}";

    /// <summary>The path of the collection; with an empty namespace, of all namespaces.</summary>
    public string Collection(string @namespace) =>
        Namespaced && @namespace.Length > 0 ? $"{Root}/namespaces/{Uri.EscapeDataString(@namespace)}/{Name}" : $"{Root}/{Name}";

    public string Path(string @namespace, string name) => $"{Collection(@namespace)}/{Uri.EscapeDataString(name)}";
}

/// <summary>A subresource and the kind of its bodies.</summary>
internal sealed record ApiSubresource(string Name, string Group, string Version, string Kind, IReadOnlyList<string> Verbs);
