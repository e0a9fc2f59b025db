using Podlab.Api.Model;

namespace Podlab.Engine.Apiserver.Admission.Storage;

/// <summary>A bound claim may grow only where its class allows it.</summary>
/// <remarks>Follows plugin/pkg/admission/storage/persistentvolume/resize/admission.go (v1.36.3).</remarks>
internal sealed class PersistentVolumeClaimResizePlugin(ApiServer server) : IAdmissionPlugin
{
    private static readonly ResourceInfo Classes = ApiServer.ResourceOf(StorageClass.GroupVersionKind);

    public string Name => PluginNames.PersistentVolumeClaimResize;

    public bool Handles(AdmissionOperation operation, ResourceInfo resource, string? subresource) =>
        operation == AdmissionOperation.Update && subresource is null && resource.Kind == PersistentVolumeClaim.GroupVersionKind;

    public void Check(AdmissionRequest request)
    {
        if (!request.IsUpdate || request.Subresource is not null || request is not { Object: PersistentVolumeClaim claim, Old: PersistentVolumeClaim old }) return;
        if (claim.Spec.Resources.Requests.GetValueOrDefault("storage") is not { } wanted || old.Spec.Resources.Requests.GetValueOrDefault("storage") is not { } had || wanted <= had) return;
        if (old.Status.Phase != "Bound") throw request.Refuse("Only bound persistent volume claims can be expanded");
        var @class = claim.Spec.StorageClassName is { Length: > 0 } name ? (StorageClass?)server.Store.Find(Classes, "", name)?.Value : null;
        if (@class?.AllowVolumeExpansion != true)
            throw request.Refuse("only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize");
    }
}
