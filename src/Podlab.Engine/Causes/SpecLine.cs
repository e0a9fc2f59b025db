namespace Podlab.Engine.Causes;

/// <summary>A place in an object that a person wrote.</summary>
/// <param name="Object">As <c>Deployment/web</c>: the workload whose template made the pod, or the pod itself.</param>
/// <param name="Path">As <c>spec.template.spec.containers[0].image</c>.</param>
/// <param name="Text">What stands there, as YAML; null: nothing does.</param>
public sealed record SpecLine(string Object, string Path, string? Text)
{
    /// <summary>Where the person wrote it: <c>web.yaml:7</c>; null: not known.</summary>
    public string? Place { get; init; }
}
