using Podlab.Api.Model;

namespace Podlab.Engine.Apiserver.Admission.Storage;

/// <summary>Volumes and claims do not vanish under the pods that use them: a finalizer holds them.</summary>
/// <remarks>Follows plugin/pkg/admission/storage/storageobjectinuseprotection/admission.go (v1.36.3).</remarks>
internal sealed class StorageObjectInUseProtectionPlugin : IAdmissionPlugin
{
    public string Name => PluginNames.StorageObjectInUseProtection;

    public bool Handles(AdmissionOperation operation, ResourceInfo resource, string? subresource) =>
        operation == AdmissionOperation.Create && subresource is null && resource.Name is "persistentvolumes" or "persistentvolumeclaims" or "volumeattributesclasses";

    public IKubernetesObject Admit(AdmissionRequest request)
    {
        var value = request.Object!;
        var finalizer = value switch
        {
            PersistentVolume => "kubernetes.io/pv-protection",
            PersistentVolumeClaim => "kubernetes.io/pvc-protection",
            _ => request.Resource.Name == "volumeattributesclasses" ? "kubernetes.io/vac-protection" : null,
        };
        if (finalizer is null || value.Metadata.Finalizers.Contains(finalizer)) return value;
        return value.WithMetadata(value.Metadata with { Finalizers = value.Metadata.Finalizers.Add(finalizer) });
    }
}
