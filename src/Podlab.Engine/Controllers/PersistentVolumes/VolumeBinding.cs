using Podlab.Api.Model;
using Podlab.Engine.Apiserver;

namespace Podlab.Engine.Controllers.PersistentVolumes;

/// <summary>Writes both sides of a pair, the volume first: whoever stops in between leaves something that the next look completes.</summary>
internal sealed class VolumeBinding(ControllerContext context, string component)
{
    private readonly ResourceClient<PersistentVolume> volumes = context.Of<PersistentVolume>();
    private readonly ResourceClient<PersistentVolumeClaim> claims = context.Of<PersistentVolumeClaim>();

    public void Bind(PersistentVolume volume, PersistentVolumeClaim claim)
    {
        var wasMeant = VolumeMarks.IsFor(volume, claim);
        var annotations = wasMeant ? volume.Metadata.Annotations : volume.Metadata.Annotations.Set(VolumeMarks.BoundByController, "yes");
        if (!wasMeant || volume.Spec.ClaimRef?.Uid != claim.Metadata.Uid)
            volume = volumes.Update(volume with { Metadata = volume.Metadata with { Annotations = annotations }, Spec = volume.Spec with { ClaimRef = VolumeMarks.ReferenceTo(claim) } }, component);
        volume = SetPhase(volume, "Bound");
        var marks = claim.Metadata.Annotations;
        if (claim.Spec.VolumeName != volume.Metadata.Name) marks = marks.Set(VolumeMarks.BoundByController, "yes");
        marks = marks.Set(VolumeMarks.BindCompleted, "yes");
        if (marks != claim.Metadata.Annotations || claim.Spec.VolumeName != volume.Metadata.Name)
            claim = claims.Update(claim with { Metadata = claim.Metadata with { Annotations = marks }, Spec = claim.Spec with { VolumeName = volume.Metadata.Name } }, component);
        SetPhase(claim, "Bound", volume);
    }

    /// <summary>Takes back a binding that was not completed: a volume that the user had meant for a claim stays meant for it.</summary>
    public void Unbind(PersistentVolume volume)
    {
        var byUs = volume.Metadata.Annotations.ContainsKey(VolumeMarks.BoundByController);
        volume = volumes.Update(
            volume with
            {
                Metadata = volume.Metadata with { Annotations = volume.Metadata.Annotations.Remove(VolumeMarks.BoundByController) },
                Spec = volume.Spec with { ClaimRef = byUs ? null : volume.Spec.ClaimRef! with { Uid = null } },
            },
            component);
        SetPhase(volume, "Available");
    }

    public PersistentVolume SetPhase(PersistentVolume volume, string phase, string? message = null) => volume.Status.Phase == phase
        ? volume
        : volumes.UpdateStatus(volume with { Status = volume.Status with { Phase = phase, Message = message, LastPhaseTransitionTime = context.Clock.Now } }, component);

    /// <param name="volume">Gives the claim its size and modes; null: it has none.</param>
    /// <returns>Whether the phase is another one than before.</returns>
    public bool SetPhase(PersistentVolumeClaim claim, string phase, PersistentVolume? volume)
    {
        var status = claim.Status with { Phase = phase, AccessModes = volume?.Spec.AccessModes ?? default, Capacity = volume?.Spec.Capacity ?? default };
        if (status != claim.Status) claims.UpdateStatus(claim with { Status = status }, component);
        return phase != claim.Status.Phase;
    }
}
