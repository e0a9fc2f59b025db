using Podlab.Api.Model;
using Podlab.Engine.Apiserver.Admission;
using Podlab.Engine.Apiserver.Http;

namespace Podlab.Engine.Apiserver.Writing;

/// <summary>One write as the pipeline sees it, whether it came as a typed call or over HTTP.</summary>
internal sealed record WriteRequest
{
    // Made when there is something to tell; most writers are inside the process, and nobody tells them.
    private List<string>? warnings;

    public required ResourceInfo Resource { get; init; }

    /// <summary>status, resize, …; null: the object itself.</summary>
    public string? Subresource { get; init; }

    /// <summary>Empty for resources without namespaces.</summary>
    public required string Namespace { get; init; }

    /// <summary>Empty where a create leaves the name to the object.</summary>
    public string Name { get; init; } = "";

    public required string FieldManager { get; init; }

    public ApiUser User { get; init; } = ApiUser.Admin;

    public bool DryRun { get; init; }

    /// <summary>Server-side apply: the managed fields are in the object already.</summary>
    public bool IsApply { get; init; }

    /// <summary>What the client is told besides the answer.</summary>
    public List<string> Warnings
    {
        get => warnings ??= [];
        init => warnings = value;
    }

    public AdmissionRequest Ask(AdmissionOperation operation, IKubernetesObject? value, IKubernetesObject? old) =>
        new(operation, Resource, Subresource, Namespace, Name.Length > 0 ? Name : value?.Metadata.Name ?? "", value, old, User, DryRun) { Write = this };
}
