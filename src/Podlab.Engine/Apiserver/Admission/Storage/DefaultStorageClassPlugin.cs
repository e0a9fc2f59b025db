using Podlab.Api.Model;

namespace Podlab.Engine.Apiserver.Admission.Storage;

/// <summary>A claim that names no class gets the default one: the youngest that says so.</summary>
/// <remarks>Follows plugin/pkg/admission/storage/storageclass/setdefault/admission.go (v1.36.3).</remarks>
internal sealed class DefaultStorageClassPlugin(ApiServer server) : IAdmissionPlugin
{
    private const string OldAnnotation = "volume.beta.kubernetes.io/storage-class";
    private static readonly ResourceInfo Classes = ApiServer.ResourceOf(StorageClass.GroupVersionKind);

    public string Name => PluginNames.DefaultStorageClass;

    public bool Handles(AdmissionOperation operation, ResourceInfo resource, string? subresource) =>
        operation == AdmissionOperation.Create && subresource is null && resource.Kind == PersistentVolumeClaim.GroupVersionKind;

    public IKubernetesObject Admit(AdmissionRequest request)
    {
        if (!request.IsCreate || request.Object is not PersistentVolumeClaim claim || request.Subresource is not null) return request.Object!;
        if (claim.Spec.StorageClassName is not null || claim.Metadata.Annotations.ContainsKey(OldAnnotation)) return claim;
        return Default() is { } name ? claim with { Spec = claim.Spec with { StorageClassName = name } } : claim;
    }

    private string? Default() => server.Store.List(Classes).Select(stored => stored.Value.Metadata).Where(IsDefault)
        .OrderByDescending(metadata => metadata.CreationTimestamp).ThenBy(metadata => metadata.Name, StringComparer.Ordinal).FirstOrDefault()?.Name;

    private static bool IsDefault(ObjectMeta metadata) =>
        metadata.Annotations.GetValueOrDefault("storageclass.kubernetes.io/is-default-class") == "true" || metadata.Annotations.GetValueOrDefault("storageclass.beta.kubernetes.io/is-default-class") == "true";
}
