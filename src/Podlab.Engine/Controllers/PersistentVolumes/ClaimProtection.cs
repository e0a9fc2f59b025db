using Podlab.Api;
using Podlab.Api.Model;

namespace Podlab.Engine.Controllers.PersistentVolumes;

/// <summary>Lets a deleted claim go when no pod on a node uses it any more.</summary>
/// <remarks>Follows pkg/controller/volume/pvcprotection/pvc_protection_controller.go (v1.36.3).</remarks>
internal sealed class ClaimProtection(ControllerContext context) : Controller(context, ControllerName)
{
    public const string ControllerName = "persistentvolumeclaim-protection-controller";
    private const string Finalizer = "kubernetes.io/pvc-protection";

    protected override void Subscribe()
    {
        Watch<PersistentVolumeClaim>((claim, _) => Enqueue(claim), _ => { });
        Watch<Pod>((_, _) => { }, PodGone);
    }

    protected override void Reconcile(ObjectKey key)
    {
        if (Context.Of<PersistentVolumeClaim>().Find(key.Namespace, key.Name) is not { } claim) return;
        var finalizers = claim.Metadata.Finalizers;
        var held = finalizers.Contains(Finalizer);
        if (claim.Metadata.DeletionTimestamp is null && !held) finalizers = finalizers.Add(Finalizer);
        else if (claim.Metadata.DeletionTimestamp is not null && held && !IsUsed(key)) finalizers = finalizers.Where(name => name != Finalizer).ToValueList();
        if (finalizers != claim.Metadata.Finalizers) Context.Of<PersistentVolumeClaim>().Update(claim with { Metadata = claim.Metadata with { Finalizers = finalizers } }, ControllerName);
    }

    /// <summary>A pod without a node does not count: no kubelet would start it with a claim that is being deleted.</summary>
    private bool IsUsed(ObjectKey key) => Context.Of<Pod>().List(key.Namespace).Any(pod => !string.IsNullOrEmpty(pod.Spec.NodeName) && ClaimUse.Uses(pod, key.Name));

    private void PodGone(Pod pod)
    {
        foreach (var claim in ClaimUse.ClaimsOf(pod)) Enqueue(new ObjectKey(pod.Metadata.Namespace ?? "", claim));
    }
}
