using System.Globalization;
using Podlab.Api;
using Podlab.Api.Model;
using Podlab.Api.Schedules;
using Podlab.Engine.Apiserver;
using Podlab.Engine.Controllers.Jobs;
using Podlab.Engine.Events;

namespace Podlab.Engine.Controllers.CronJobs;

/// <summary>Makes a Job at every time of a schedule.</summary>
/// <remarks>Follows pkg/controller/cronjob/cronjob_controllerv2.go (v1.36.3).</remarks>
internal sealed class CronJobController : Controller
{
    public const string ControllerName = "cronjob-controller";
    private const string ScheduledAt = "batch.kubernetes.io/cronjob-scheduled-timestamp";
    private const int MostMissed = 100;
    private static readonly TimeSpan Slack = TimeSpan.FromMilliseconds(100);
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
        Watch<CronJob>((cron, _) => Enqueue(cron), _ => { });
        Watch<Job>((job, _) =>
        {
            if (Owners.ControllerOf(job.Metadata) is { Kind: "CronJob" } owner) Enqueue(new ObjectKey(job.Metadata.Namespace ?? "", owner.Name));
        });
    }

    protected override void Reconcile(ObjectKey key)
    {
        if (crons.Find(key.Namespace, key.Name) is not { } cron) return;
        var own = jobs.List(key.Namespace).Where(job => Owners.IsControlledBy(job, cron)).ToList();
        var status = Follow(cron, own);
        CleanUp(cron, own);
        if (cron.Metadata.DeletionTimestamp is null && ZoneOf(cron) is { } zone && cron.Spec.Suspend != true && ScheduleOf(cron) is { } schedule) status = Start(key, cron, schedule, zone, status);
        if (status != cron.Status) crons.UpdateStatus(cron with { Status = status }, ControllerName);
    }

    /// <summary>Which jobs run still, and which have ended, came or went since the last look.</summary>
    private CronJobStatus Follow(CronJob cron, List<Job> own)
    {
        var active = new List<ObjectReference>();
        var last = cron.Status.LastSuccessfulTime;
        foreach (var job in own)
        {
            var isKnown = cron.Status.Active.Any(reference => reference.Uid == job.Metadata.Uid);
            if (!isKnown && !job.IsFinished() && !IsLatest(cron, job)) recorder.Event(cron, "Warning", "UnexpectedJob", $"Saw a job that the controller did not create or forgot: {job.Metadata.Name}");
            if (isKnown && job.IsFinished()) recorder.Event(cron, "Normal", "SawCompletedJob", $"Saw completed job: {job.Metadata.Name}, condition: {(job.TrueCondition(JobNames.Complete) is not null ? JobNames.Complete : JobNames.Failed)}");
            if (job.TrueCondition(JobNames.Complete) is not null && job.Status.CompletionTime is { } time && !(last > time)) last = time;
        }

        foreach (var reference in cron.Status.Active)
        {
            if (own.Find(job => job.Metadata.Uid == reference.Uid) is not { } job) recorder.Event(cron, "Normal", "MissingJob", $"Active job went missing: {reference.Name}");
            else if (!job.IsFinished()) active.Add(reference);
        }

        // One that was made just before a stop, and not noted any more, is followed from now on.
        active.AddRange(own.Where(job => !job.IsFinished() && IsLatest(cron, job) && !active.Exists(reference => reference.Uid == job.Metadata.Uid)).Select(Reference));
        return cron.Status with { Active = active.Count == 0 ? default : active.ToValueList(), LastSuccessfulTime = last };
    }

    private static bool IsLatest(CronJob cron, Job job) =>
        job.Metadata.Annotations.ContainsKey(ScheduledAt) && !(cron.Status.LastScheduleTime > job.Metadata.CreationTimestamp) && !cron.Status.Active.Any(reference => reference.Uid == job.Metadata.Uid);

    private void CleanUp(CronJob cron, List<Job> own)
    {
        void Keep(string condition, int? limit)
        {
            var ended = own.Where(job => job.TrueCondition(condition) is not null).OrderBy(job => job.Status.StartTime).ThenBy(job => job.Metadata.Name, StringComparer.Ordinal).ToList();
            foreach (var job in ended.Take(Math.Max(0, ended.Count - (limit ?? int.MaxValue)))) Delete(cron, job);
        }

        Keep(JobNames.Complete, cron.Spec.SuccessfulJobsHistoryLimit);
        Keep(JobNames.Failed, cron.Spec.FailedJobsHistoryLimit);
    }

    private void Delete(CronJob cron, Job job)
    {
        jobs.Delete(job.Metadata.Namespace ?? "", job.Metadata.Name ?? "", propagationPolicy: "Background", uid: job.Metadata.Uid);
        recorder.Event(cron, "Normal", "SuccessfulDelete", $"Deleted job {job.Metadata.Name}");
    }

    private TimeZoneInfo? ZoneOf(CronJob cron)
    {
        if (string.IsNullOrEmpty(cron.Spec.TimeZone)) return TimeZoneInfo.Utc;
        if (TimeZoneInfo.TryFindSystemTimeZoneById(cron.Spec.TimeZone, out var zone)) return zone;
        recorder.Event(cron, "Warning", "UnknownTimeZone", $"invalid timeZone: \"{cron.Spec.TimeZone}\": unknown time zone {cron.Spec.TimeZone}");
        return null;
    }

    private CronSchedule? ScheduleOf(CronJob cron)
    {
        if (CronSchedule.TryParse(cron.Spec.Schedule, out var schedule, out var error)) return schedule;
        recorder.Event(cron, "Warning", "UnparseableSchedule", $"unparseable schedule: \"{cron.Spec.Schedule}\" : {error}");
        return null;
    }

    private CronJobStatus Start(ObjectKey key, CronJob cron, CronSchedule schedule, TimeZoneInfo zone, CronJobStatus status)
    {
        DateTimeOffset? After(DateTimeOffset time) => schedule.Next(TimeZoneInfo.ConvertTime(time, zone))?.ToUniversalTime();
        if (After(Now) is not { } next)
        {
            // 31 February: there is no time until somebody changes the schedule.
            recorder.Event(cron, "Warning", "InvalidSchedule", $"invalid schedule: {cron.Spec.Schedule} : time difference between two schedules is less than 1 second");
            return status;
        }

        EnqueueAfter(key, next - Now + Slack);
        if (MissedTime(cron, After) is not { } due) return status;
        if (cron.Spec.StartingDeadlineSeconds is { } deadline && due.AddSeconds(deadline) < Now)
        {
            recorder.Event(cron, "Warning", "MissSchedule", $"Missed scheduled time to start a job: {due.ToString("ddd, dd MMM yyyy HH:mm:ss", CultureInfo.InvariantCulture)} +0000");
            return status;
        }

        if (cron.Spec.ConcurrencyPolicy == "Forbid" && !status.Active.IsEmpty)
        {
            recorder.Event(cron, "Normal", "JobAlreadyActive", "Not starting job because prior execution is running and concurrency policy is Forbid");
            return status;
        }

        if (cron.Spec.ConcurrencyPolicy == "Replace")
        {
            foreach (var reference in status.Active)
            {
                if (jobs.Find(key.Namespace, reference.Name ?? "") is { } running) Delete(cron, running);
            }

            status = status with { Active = default };
        }

        return Make(cron, due) is { } job ? status with { Active = status.Active.Add(Reference(job)), LastScheduleTime = due } : status with { LastScheduleTime = due };
    }

    /// <summary>The latest time that has come and was not served; null when there is none.</summary>
    private DateTimeOffset? MissedTime(CronJob cron, Func<DateTimeOffset, DateTimeOffset?> after)
    {
        var since = cron.Status.LastScheduleTime ?? cron.Metadata.CreationTimestamp ?? Now;
        if (cron.Spec.StartingDeadlineSeconds is { } deadline && Now.AddSeconds(-deadline) > since) since = Now.AddSeconds(-deadline);
        DateTimeOffset? latest = null;
        var missed = 0;
        for (var time = after(since); time is { } due && due <= Now; time = after(due), missed++) latest = due;
        if (missed > MostMissed) recorder.Event(cron, "Warning", "TooManyMissedTimes", "too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew");
        return latest;
    }

    private Job? Make(CronJob cron, DateTimeOffset due)
    {
        var template = cron.Spec.JobTemplate;
        var minutes = (due.ToUnixTimeSeconds() / 60).ToString(CultureInfo.InvariantCulture);
        var wanted = new Job
        {
            Metadata = new ObjectMeta
            {
                Name = $"{cron.Metadata.Name}-{minutes}",
                Namespace = cron.Metadata.Namespace,
                Labels = template.Metadata?.Labels ?? default,
                Annotations = (template.Metadata?.Annotations ?? default).Set(ScheduledAt, due.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)),
                OwnerReferences = [Owners.ReferenceTo(cron)],
            },
            Spec = template.Spec,
        };
        try
        {
            var made = jobs.Create(wanted, ControllerName);
            recorder.Event(cron, "Normal", "SuccessfulCreate", $"Created job {made.Metadata.Name}");
            return made;
        }
        catch (ApiException exception) when (exception.IsAlreadyExists)
        {
            // Made before a restart: it is followed from now on.
            return jobs.Find(cron.Metadata.Namespace ?? "", wanted.Metadata.Name);
        }
        catch (ApiException exception)
        {
            recorder.Event(cron, "Warning", "FailedCreate", $"Error creating job: {exception.Message}");
            throw;
        }
    }

    private static ObjectReference Reference(Job job) => new()
    {
        ApiVersion = job.ApiVersion,
        Kind = job.Kind,
        Name = job.Metadata.Name,
        Namespace = job.Metadata.Namespace,
        Uid = job.Metadata.Uid,
        ResourceVersion = job.Metadata.ResourceVersion,
    };
}
