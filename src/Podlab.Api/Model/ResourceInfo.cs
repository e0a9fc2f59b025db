namespace Podlab.Api.Model;

/// <summary>What discovery says about a resource, and what it needs to be decoded.</summary>
public record ResourceInfo
{
    public required GroupVersionKind Kind { get; init; }

    /// <summary>Plural, lower case: <c>pods</c>.</summary>
    public required string Name { get; init; }
    public required string SingularName { get; init; }
    public required bool Namespaced { get; init; }
    public required ValueList<string> Verbs { get; init; }
    public ValueList<string> ShortNames { get; init; }
    public ValueList<string> Categories { get; init; }
    public ValueList<SubresourceInfo> Subresources { get; init; }

    /// <summary>The schema's full name, for example <c>io.k8s.api.core.v1.Pod</c>; null where the product serves the resource without a schema.</summary>
    public string? Schema { get; init; }

    public string Group => Kind.Group;

    public string Version => Kind.Version;

    /// <summary><c>pods</c> or <c>deployments.apps</c>, as messages name it.</summary>
    public string QualifiedName => Group.Length == 0 ? Name : $"{Name}.{Group}";
}

/// <param name="Name">Without the resource: <c>status</c>.</param>
/// <param name="Kind">The kind of its bodies, which may be of another group: <c>autoscaling/v1, Kind=Scale</c>.</param>
public sealed record SubresourceInfo(string Name, GroupVersionKind Kind, ValueList<string> Verbs);
