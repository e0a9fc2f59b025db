using Podlab.Api.Model;
using Podlab.Api.Schedules;
using Podlab.Engine.Apiserver;
using Podlab.Engine.Events;

namespace Podlab.Engine.Controllers.CronJobs;

/// <summary>Makes a Job at every time of a schedule.</summary>
/// <remarks>Follows pkg/controller/cronjob/cronjob_controllerv2.go (v1.36.3).</remarks>
internal sealed class CronJobController : Controller
{
    public const string ControllerName = "cronjob-controller";
    private readonly ResourceClient<CronJob> crons;
    private readonly ResourceClient<Job> jobs;
    private readonly IEventRecorder recorder;

    public CronJobController(ControllerContext context)
        : base(context, ControllerName)
    {
        (crons, jobs) = (context.Of<CronJob>(), context.Of<Job>());
        recorder = context.Recorder(ControllerName);
    }

    protected override void Subscribe()
    {
        Watch<CronJob>(CronChanged, _ => { });
        Watch<Job>((job, old) =>
        {
            if (old is not null && Owners.ControllerOf(old.Metadata) is { } before && before.Uid != Owners.ControllerOf(job.Metadata)?.Uid) EnqueueOwner(job, before);
            if (Owners.ControllerOf(job.Metadata) is { } owner) EnqueueOwner(job, owner);
        });
    }

    protected override void Reconcile(ObjectKey key)
    {
        if (crons.Find(key.Namespace, key.Name) is not { } cron) return;
        // By name alone: who names a cron job as its controller is counted among its jobs.
        var own = jobs.List(key.Namespace).Where(job => Owners.ControllerOf(job.Metadata)?.Name == cron.Metadata.Name).ToList();
        var sync = new CronSync(Context, recorder, cron, own);
        ApiException? failure = null;
        try
        {
            if (sync.Run() is { } wait) EnqueueAfter(key, wait);
        }
        catch (ApiException exception)
        {
            failure = exception;
        }

        if (sync.Status != cron.Status) crons.UpdateStatus(cron with { Status = sync.Status }, ControllerName);
        if (failure is not null) throw failure;
    }

    /// <summary>A changed schedule is looked at when its next time comes: times that it would have had before are not made up for.</summary>
    private void CronChanged(CronJob cron, CronJob? old)
    {
        if (old is null || (old.Spec.Schedule == cron.Spec.Schedule && old.Spec.TimeZone == cron.Spec.TimeZone))
        {
            Enqueue(cron);
            return;
        }

        if (!CronSchedule.TryParse(cron.Spec.Schedule, out var schedule, out _))
            recorder.Event(cron, "Warning", "UnParseableCronJobSchedule", $"unparseable schedule for cronjob: {cron.Spec.Schedule}");
        else
            EnqueueAfter(KeyOf(cron), new CronTimes(cron, schedule!, CronSync.FindZone(cron) ?? TimeZoneInfo.Utc, Now).UntilNext());
    }

    private void EnqueueOwner(Job job, OwnerReference owner)
    {
        if (owner.Kind == "CronJob") Enqueue(new ObjectKey(job.Metadata.Namespace ?? "", owner.Name));
    }
}
