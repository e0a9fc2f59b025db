using Podlab.Api.Model;

namespace Podlab.Engine.Controllers.Jobs;

/// <summary>Deletes finished Jobs, and their pods before them, when their time is up.</summary>
/// <remarks>Follows pkg/controller/ttlafterfinished/ttlafterfinished_controller.go (v1.36.3).</remarks>
internal sealed class TtlAfterFinishedController(ControllerContext context) : Controller(context, ControllerName)
{
    public const string ControllerName = "ttl-after-finished-controller";

    protected override void Subscribe() => Watch<Job>((job, _) => Enqueue(job), _ => { });

    protected override void Reconcile(ObjectKey key)
    {
        if (Context.Of<Job>().Find(key.Namespace, key.Name) is not { Spec.TtlSecondsAfterFinished: { } seconds } job || job.Metadata.DeletionTimestamp is not null) return;
        var finished = job.Status.Conditions.FirstOrDefault(condition => condition is { Type: JobNames.Complete or JobNames.Failed, Status: "True" });
        if (finished?.LastTransitionTime is not { } time) return;
        var left = time.AddSeconds(seconds) - Now;
        if (left > TimeSpan.Zero) EnqueueAfter(key, left);
        else Context.Of<Job>().Delete(key.Namespace, key.Name, propagationPolicy: "Foreground", uid: job.Metadata.Uid);
    }
}
