using Podlab.Api.Model;

namespace Podlab.Engine.Controllers.PersistentVolumes;

/// <summary>The annotations by which binder, scheduler and provisioners tell each other how far they are, and questions about them.</summary>
/// <remarks>Follows staging/src/k8s.io/component-helpers/storage/volume/pv_helpers.go and pkg/controller/volume/persistentvolume/util (v1.36.3).</remarks>
internal static class VolumeMarks
{
    public const string BindCompleted = "pv.kubernetes.io/bind-completed";
    public const string BoundByController = "pv.kubernetes.io/bound-by-controller";
    public const string ProvisionedBy = "pv.kubernetes.io/provisioned-by";
    public const string SelectedNode = "volume.kubernetes.io/selected-node";
    public const string Provisioner = "volume.kubernetes.io/storage-provisioner";
    public const string BetaProvisioner = "volume.beta.kubernetes.io/storage-provisioner";

    public static ObjectKey KeyOf(PersistentVolumeClaim claim) => new(claim.Metadata.Namespace ?? "", claim.Metadata.Name ?? "");

    public static ObjectReference ReferenceTo(PersistentVolumeClaim claim) => new()
    {
        ApiVersion = "v1",
        Kind = "PersistentVolumeClaim",
        Namespace = claim.Metadata.Namespace,
        Name = claim.Metadata.Name,
        Uid = claim.Metadata.Uid,
        ResourceVersion = claim.Metadata.ResourceVersion,
    };

    /// <summary>Whether the volume is meant for this claim: by name, and by uid where it says one.</summary>
    public static bool IsFor(PersistentVolume volume, PersistentVolumeClaim claim) =>
        volume.Spec.ClaimRef is { } reference && reference.Name == claim.Metadata.Name && reference.Namespace == claim.Metadata.Namespace
        && (string.IsNullOrEmpty(reference.Uid) || reference.Uid == claim.Metadata.Uid);

    public static StorageClass? ClassOf(ControllerContext context, PersistentVolumeClaim claim) =>
        string.IsNullOrEmpty(claim.Spec.StorageClassName) ? null : context.Of<StorageClass>().Find("", claim.Spec.StorageClassName);
}
