using Podlab.Api.Model;
using Podlab.Engine.Apiserver;
using Podlab.Engine.Events;

namespace Podlab.Engine.Controllers.PersistentVolumes;

/// <summary>Makes the claim of each generic ephemeral volume; it belongs to the pod and goes with it.</summary>
/// <remarks>Follows pkg/controller/volume/ephemeral/controller.go (v1.36.3).</remarks>
internal sealed class EphemeralVolumeController(ControllerContext context) : Controller(context, ControllerName)
{
    public const string ControllerName = "ephemeral-volume-controller";
    private readonly IEventRecorder recorder = context.Recorder("ephemeral_volume");

    protected override void Subscribe()
    {
        Watch<Pod>((pod, old) => Consider(pod, old), _ => { });
        Watch<PersistentVolumeClaim>((_, _) => { }, ClaimGone);
    }

    protected override void Reconcile(ObjectKey key)
    {
        if (Context.Of<Pod>().Find(key.Namespace, key.Name) is not { Metadata.DeletionTimestamp: null } pod) return;
        foreach (var volume in pod.Spec.Volumes)
        {
            if (volume.Ephemeral?.VolumeClaimTemplate is { } template) Ensure(pod, volume, template);
        }
    }

    private void Ensure(Pod pod, Volume volume, PersistentVolumeClaimTemplate template)
    {
        var name = ClaimUse.EphemeralName(pod, volume);
        var claims = Context.Of<PersistentVolumeClaim>();
        if (claims.Find(pod.Metadata.Namespace ?? "", name) is { } existing)
        {
            if (Owners.IsControlledBy(existing, pod)) return;
            var foreign = $"PVC {existing.Metadata.Namespace}/{name} was not created for pod {pod.Metadata.Namespace}/{pod.Metadata.Name} (pod is not owner)";
            recorder.Event(pod, "Warning", "FailedBinding", $"ephemeral volume {volume.Name}: {foreign}");
            return;
        }

        try
        {
            var metadata = template.Metadata ?? ObjectMeta.Empty;
            claims.Create(
                new PersistentVolumeClaim
                {
                    Metadata = new ObjectMeta { Name = name, Namespace = pod.Metadata.Namespace, Labels = metadata.Labels, Annotations = metadata.Annotations, OwnerReferences = [Owners.ReferenceTo(pod)] },
                    Spec = template.Spec,
                },
                ControllerName);
        }
        catch (ApiException refused)
        {
            recorder.Event(pod, "Warning", "FailedBinding", $"ephemeral volume {volume.Name}: create PVC {name}: {refused.Message}");
            throw;
        }
    }

    private void Consider(Pod pod, Pod? old)
    {
        if (old is null && pod.Spec.Volumes.Any(volume => volume.Ephemeral is not null)) Enqueue(pod);
    }

    private void ClaimGone(PersistentVolumeClaim claim)
    {
        if (Owners.ControllerOf(claim.Metadata) is { Kind: "Pod" } owner) Enqueue(new ObjectKey(claim.Metadata.Namespace ?? "", owner.Name));
    }
}
