using Podlab.Api.Model;

namespace Podlab.Engine.Apiserver.Admission;

/// <summary>Has a say in every write, under the name it has in Kubernetes. A refusal is an <see cref="ApiException"/>.</summary>
public interface IAdmissionPlugin
{
    string Name { get; }

    /// <summary>Whether the plugin has a say in such writes at all. What it answers never changes, so it is asked once.</summary>
    /// <param name="subresource">Null: the object itself.</param>
    bool Handles(AdmissionOperation operation, ResourceInfo resource, string? subresource) => true;

    /// <summary>Before defaults are final and before validation: may refuse, or give the object back changed. Never called for deletions with a null object.</summary>
    IKubernetesObject Admit(AdmissionRequest request) => request.Object!;

    /// <summary>After validation, for deletions too: may refuse.</summary>
    void Check(AdmissionRequest request)
    {
    }
}
