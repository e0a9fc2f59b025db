using Podlab.Api.Model;
using Podlab.Engine.Events;

namespace Podlab.Engine.Controllers.PersistentVolumes;

/// <summary>One look at a volume: free, bound, or let go by its claim.</summary>
/// <remarks>Follows syncVolume, reclaimVolume and deleteVolumeOperation in pkg/controller/volume/persistentvolume/pv_controller.go (v1.36.3).</remarks>
internal sealed class VolumeSync(ControllerContext context, IEventRecorder recorder, VolumeBinding binding)
{
    /// <returns>The claim that has to complete a binding; null when there is none.</returns>
    public ObjectKey? Sync(PersistentVolume volume)
    {
        if (volume.Spec.ClaimRef is not { } reference || string.IsNullOrEmpty(reference.Uid))
        {
            binding.SetPhase(volume, "Available");
            return null;
        }

        var claim = context.Of<PersistentVolumeClaim>().Find(reference.Namespace ?? "", reference.Name ?? "");
        if (claim is null || claim.Metadata.Uid != reference.Uid)
        {
            Reclaim(Released(volume));
            return null;
        }

        if (string.IsNullOrEmpty(claim.Spec.VolumeName)) return VolumeMarks.KeyOf(claim);
        if (claim.Spec.VolumeName == volume.Metadata.Name) binding.SetPhase(volume, "Bound");
        else if (volume.Metadata.Annotations.ContainsKey(VolumeMarks.ProvisionedBy) && volume.Spec.PersistentVolumeReclaimPolicy == "Delete") Reclaim(Released(volume));
        else binding.Unbind(volume);
        return null;
    }

    private PersistentVolume Released(PersistentVolume volume) => volume.Status.Phase is "Released" or "Failed" ? volume : binding.SetPhase(volume, "Released");

    private void Reclaim(PersistentVolume volume)
    {
        // A volume that a provisioner made is taken away by it.
        if (volume.Spec.PersistentVolumeReclaimPolicy == "Delete" && !volume.Metadata.Annotations.ContainsKey(VolumeMarks.ProvisionedBy) && volume.Spec.Csi is null) Delete(volume);
        else if (volume.Spec.PersistentVolumeReclaimPolicy == "Recycle") Recycle(volume);
    }

    private void Delete(PersistentVolume volume)
    {
        if (volume.Metadata.DeletionTimestamp is not null) return;
        if (volume.Spec.HostPath is not { } host) Fail(volume, "VolumeFailedDelete", $"error getting deleter volume plugin for volume \"{volume.Metadata.Name}\": no deletable volume plugin matched");
        else if (!host.Path.StartsWith("/tmp/", StringComparison.Ordinal) || host.Path.Length == "/tmp/".Length) Fail(volume, "VolumeFailedDelete", $"host_path deleter only supports /tmp/.+ but received provided {host.Path}");
        else context.Of<PersistentVolume>().Delete("", volume.Metadata.Name ?? "", uid: volume.Metadata.Uid);
    }

    private void Recycle(PersistentVolume volume)
    {
        if (volume.Spec.HostPath is null && volume.Spec.Nfs is null)
        {
            Fail(volume, "VolumeFailedRecycle", "No recycler plugin found for the volume!");
            return;
        }

        recorder.Event(volume, "Normal", "VolumeRecycled", "Volume recycled");
        binding.Unbind(volume);
    }

    private void Fail(PersistentVolume volume, string reason, string message)
    {
        if (volume.Status.Phase == "Failed") return;
        volume = binding.SetPhase(volume, "Failed", message);
        recorder.Event(volume, "Warning", reason, message);
    }
}
