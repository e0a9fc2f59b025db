using Podlab.Api;
using Podlab.Api.Model;

namespace Podlab.Engine.Controllers.PersistentVolumes;

/// <summary>Lets a deleted volume go when no claim is bound to it any more.</summary>
/// <remarks>Follows pkg/controller/volume/pvprotection/pv_protection_controller.go (v1.36.3).</remarks>
internal sealed class VolumeProtection(ControllerContext context) : Controller(context, ControllerName)
{
    public const string ControllerName = "persistentvolume-protection-controller";
    private const string Finalizer = "kubernetes.io/pv-protection";

    protected override void Subscribe() => Watch<PersistentVolume>((volume, _) => Enqueue(volume), _ => { });

    protected override void Reconcile(ObjectKey key)
    {
        if (Context.Of<PersistentVolume>().Find("", key.Name) is not { } volume) return;
        var finalizers = volume.Metadata.Finalizers;
        var held = finalizers.Contains(Finalizer);
        if (volume.Metadata.DeletionTimestamp is null && !held) finalizers = finalizers.Add(Finalizer);
        else if (volume.Metadata.DeletionTimestamp is not null && held && volume.Status.Phase != "Bound") finalizers = finalizers.Where(name => name != Finalizer).ToValueList();
        if (finalizers != volume.Metadata.Finalizers) Context.Of<PersistentVolume>().Update(volume with { Metadata = volume.Metadata with { Finalizers = finalizers } }, ControllerName);
    }
}
