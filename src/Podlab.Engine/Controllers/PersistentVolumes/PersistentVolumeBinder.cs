using Podlab.Api.Model;
using Podlab.Engine.Events;

namespace Podlab.Engine.Controllers.PersistentVolumes;

/// <summary>Brings claims and volumes together, says in their phases how they stand, and does with a volume that is let go what its policy says.</summary>
/// <remarks>
/// Follows pkg/controller/volume/persistentvolume/pv_controller.go (v1.36.3). Every pair is looked at again every 15 s, so a volume that comes later is found then,
/// and an event that tells of waiting is repeated.
/// </remarks>
internal sealed class PersistentVolumeBinder : Controller
{
    public const string ControllerName = "persistentvolume-binder-controller";
    private const string Component = "persistentvolume-controller";
    private static readonly TimeSpan ResyncPeriod = TimeSpan.FromSeconds(15);
    private readonly ClaimSync claims;
    private readonly VolumeSync volumes;

    public PersistentVolumeBinder(ControllerContext context)
        : base(context, ControllerName)
    {
        IEventRecorder recorder = context.Recorder(Component);
        var binding = new VolumeBinding(context, Component);
        claims = new ClaimSync(context, recorder, binding);
        volumes = new VolumeSync(context, recorder, binding);
    }

    protected override void Subscribe()
    {
        Watch<PersistentVolume>((volume, _) => Enqueue(volume), VolumeDeleted);
        Watch<PersistentVolumeClaim>((claim, _) => Enqueue(claim), ClaimDeleted);
        Every(ResyncPeriod, Resync);
    }

    /// <summary>Volumes have no namespace, claims have one: the key tells which it is.</summary>
    protected override void Reconcile(ObjectKey key)
    {
        if (key.Namespace.Length > 0)
        {
            if (Context.Of<PersistentVolumeClaim>().Find(key.Namespace, key.Name) is { } claim) claims.Sync(claim);
        }
        else if (Context.Of<PersistentVolume>().Find("", key.Name) is { } volume && volumes.Sync(volume) is { } unfinished)
        {
            Enqueue(unfinished);
        }
    }

    private void Resync()
    {
        foreach (var volume in Context.Of<PersistentVolume>().List()) Enqueue(volume);
        foreach (var claim in Context.Of<PersistentVolumeClaim>().List()) Enqueue(claim);
    }

    private void VolumeDeleted(PersistentVolume volume)
    {
        if (volume.Spec.ClaimRef is { Name: { } name } claim) Enqueue(new ObjectKey(claim.Namespace ?? "", name));
    }

    private void ClaimDeleted(PersistentVolumeClaim claim)
    {
        if (claim.Spec.VolumeName is { Length: > 0 } volume) Enqueue(new ObjectKey("", volume));
    }
}
