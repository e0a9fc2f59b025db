using Podlab.Api.Model;
using Podlab.Engine.Events;

namespace Podlab.Engine.Controllers.PersistentVolumes;

/// <summary>One look at a claim: bind it, ask for a volume to be made, or say what it waits for.</summary>
/// <remarks>Follows syncUnboundClaim, syncBoundClaim and provisionClaim in pkg/controller/volume/persistentvolume/pv_controller.go (v1.36.3).</remarks>
internal sealed class ClaimSync(ControllerContext context, IEventRecorder recorder, VolumeBinding binding)
{
    private const string DefaultClass = "storageclass.kubernetes.io/is-default-class";

    public void Sync(PersistentVolumeClaim claim)
    {
        if (claim.Metadata.Annotations.ContainsKey(VolumeMarks.BindCompleted)) SyncBound(claim);
        else if (string.IsNullOrEmpty(claim.Spec.VolumeName)) Find(claim);
        else SyncNamed(claim);
    }

    private void SyncBound(PersistentVolumeClaim claim)
    {
        if (string.IsNullOrEmpty(claim.Spec.VolumeName)) Lose(claim, "ClaimLost", "Bound claim has lost reference to PersistentVolume. Data on the volume is lost!");
        else if (context.Of<PersistentVolume>().Find("", claim.Spec.VolumeName) is not { } volume) Lose(claim, "ClaimLost", "Bound claim has lost its PersistentVolume. Data on the volume is lost!");
        else if (volume.Spec.ClaimRef is null || volume.Spec.ClaimRef.Uid == claim.Metadata.Uid) binding.Bind(volume, claim);
        else Lose(claim, "ClaimMisbound", "Two claims are bound to the same volume, this one is bound incorrectly");
    }

    private void Lose(PersistentVolumeClaim claim, string reason, string message)
    {
        if (claim.Status.Phase != "Lost" && binding.SetPhase(claim, "Lost", null)) recorder.Event(claim, "Warning", reason, message);
    }

    /// <summary>The claim asks for one volume by name: it waits until that one is there and free.</summary>
    private void SyncNamed(PersistentVolumeClaim claim)
    {
        if (context.Of<PersistentVolume>().Find("", claim.Spec.VolumeName!) is not { } volume)
        {
            binding.SetPhase(claim, "Pending", null);
        }
        else if (volume.Spec.ClaimRef is null)
        {
            if (VolumeChoice.Mismatch(volume, claim) is not { } mismatch)
            {
                binding.Bind(volume, claim);
                return;
            }

            recorder.Event(claim, "Warning", "VolumeMismatch", $"Cannot bind to requested volume \"{volume.Metadata.Name}\": {mismatch}");
            binding.SetPhase(claim, "Pending", null);
        }
        else if (VolumeMarks.IsFor(volume, claim))
        {
            binding.Bind(volume, claim);
        }
        else
        {
            recorder.Event(claim, "Warning", "FailedBinding", $"volume \"{volume.Metadata.Name}\" already bound to a different claim.");
            binding.SetPhase(claim, "Pending", null);
        }
    }

    private void Find(PersistentVolumeClaim claim)
    {
        var @class = VolumeMarks.ClassOf(context, claim);
        var delayed = @class?.VolumeBindingMode == "WaitForFirstConsumer";
        if (VolumeChoice.For(claim, context.Of<PersistentVolume>().List(), delayed) is { } volume)
        {
            binding.Bind(volume, claim);
            return;
        }

        if (TakeDefaultClass(claim)) return;
        if (delayed && !claim.Metadata.Annotations.ContainsKey(VolumeMarks.SelectedNode)) TellWaiting(claim);
        else if (!string.IsNullOrEmpty(claim.Spec.StorageClassName)) Provision(claim, @class);
        else recorder.Event(claim, "Normal", "FailedBinding", "no persistent volumes available for this claim and no storage class is set");
        if (context.Of<PersistentVolumeClaim>().Find(claim.Metadata.Namespace ?? "", claim.Metadata.Name ?? "") is { } now) binding.SetPhase(now, "Pending", null);
    }

    /// <summary>A class that became the default after the claim was made is taken still.</summary>
    private bool TakeDefaultClass(PersistentVolumeClaim claim)
    {
        if (claim.Spec.StorageClassName is not null) return false;
        var name = context.Of<StorageClass>().List().Where(item => item.Metadata.Annotations.GetValueOrDefault(DefaultClass) == "true")
            .OrderByDescending(item => item.Metadata.CreationTimestamp).ThenBy(item => item.Metadata.Name, StringComparer.Ordinal).FirstOrDefault()?.Metadata.Name;
        if (name is null) return false;
        context.Of<PersistentVolumeClaim>().Update(claim with { Spec = claim.Spec with { StorageClassName = name } });
        return true;
    }

    private void TellWaiting(PersistentVolumeClaim claim)
    {
        var pods = context.Of<Pod>().List(claim.Metadata.Namespace).Where(pod => string.IsNullOrEmpty(pod.Spec.NodeName) && ClaimUse.Uses(pod, claim.Metadata.Name ?? "")).Select(pod => pod.Metadata.Name).ToList();
        if (pods.Count == 0) recorder.Event(claim, "Normal", "WaitForFirstConsumer", "waiting for first consumer to be created before binding");
        else recorder.Event(claim, "Normal", "WaitForPodScheduled", $"waiting for {(pods.Count == 1 ? "pod" : "pods")} {string.Join(',', pods)} to be scheduled");
    }

    /// <summary>Makes no volume itself: it tells the claim whose work that is.</summary>
    private void Provision(PersistentVolumeClaim claim, StorageClass? @class)
    {
        if (@class is null)
        {
            recorder.Event(claim, "Warning", "ProvisioningFailed", $"storageclass.storage.k8s.io \"{claim.Spec.StorageClassName}\" not found");
            return;
        }

        if (@class.Provisioner.StartsWith("kubernetes.io/", StringComparison.Ordinal))
        {
            recorder.Event(claim, "Warning", "ProvisioningFailed", $"no volume plugin matched name: {@class.Provisioner}");
            return;
        }

        var annotations = claim.Metadata.Annotations.Set(VolumeMarks.BetaProvisioner, @class.Provisioner).Set(VolumeMarks.Provisioner, @class.Provisioner);
        if (annotations != claim.Metadata.Annotations) claim = context.Of<PersistentVolumeClaim>().Update(claim with { Metadata = claim.Metadata with { Annotations = annotations } });
        recorder.Event(claim, "Normal", "ExternalProvisioning", $"Waiting for a volume to be created either by the external provisioner '{@class.Provisioner}' or manually by the system administrator. If volume creation is delayed, please verify that the provisioner is running and correctly registered.");
    }
}
