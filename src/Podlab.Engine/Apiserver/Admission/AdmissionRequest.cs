using Podlab.Api.Model;
using Podlab.Engine.Apiserver.Http;
using Podlab.Engine.Apiserver.Writing;

namespace Podlab.Engine.Apiserver.Admission;

/// <summary>What an admission plugin is asked about.</summary>
/// <param name="Given">The object as it comes; null for a deletion.</param>
/// <param name="Old">The stored object; null for a creation.</param>
public sealed record AdmissionRequest(
    AdmissionOperation Operation, ResourceInfo Resource, string? Subresource, string Namespace, string Name,
    IKubernetesObject? Given, IKubernetesObject? Old, ApiUser User, bool DryRun)
{
    private List<string>? warnings;

    /// <summary>What the client is told besides the answer.</summary>
    public List<string> Warnings => Write?.Warnings ?? (warnings ??= []);

    /// <summary>The write that is asked about; its client is the one that is told.</summary>
    internal WriteRequest? Write { get; init; }

    /// <summary>The object as it would be written, as far as the plugins have come; null for a deletion.</summary>
    public IKubernetesObject? Object { get; internal set; } = Given;

    public bool IsCreate => Operation == AdmissionOperation.Create;

    public bool IsUpdate => Operation == AdmissionOperation.Update;

    public bool IsDelete => Operation == AdmissionOperation.Delete;

    /// <summary>The refusal as clients read it: <c>pods "web" is forbidden: …</c>.</summary>
    public ApiException Refuse(string why) => ApiException.Forbidden(Resource, Name, why);
}
