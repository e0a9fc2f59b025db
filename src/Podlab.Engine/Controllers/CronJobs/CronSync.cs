using System.Globalization;
using Podlab.Api;
using Podlab.Api.Model;
using Podlab.Api.Schedules;
using Podlab.Engine.Apiserver;
using Podlab.Engine.Controllers.Jobs;
using Podlab.Engine.Events;

namespace Podlab.Engine.Controllers.CronJobs;

/// <summary>One look at a CronJob: finished jobs beyond the history go, those that ended are crossed off, and the one that is due is made.</summary>
/// <remarks>Follows sync, cleanupFinishedJobs and syncCronJob in pkg/controller/cronjob/cronjob_controllerv2.go (v1.36.3).</remarks>
internal sealed class CronSync(ControllerContext context, IEventRecorder recorder, CronJob cron, List<Job> own)
{
    private const string ScheduledAt = "batch.kubernetes.io/cronjob-scheduled-timestamp";
    private readonly ResourceClient<Job> jobs = context.Of<Job>();
    private readonly DateTimeOffset now = context.Clock.Now;

    /// <summary>As it is after <see cref="Run"/>, also where that has failed.</summary>
    public CronJobStatus Status { get; private set; } = cron.Status;

    /// <summary>The zone by whose clocks the schedule goes; null where nobody knows it.</summary>
    public static TimeZoneInfo? FindZone(CronJob cron) =>
        string.IsNullOrEmpty(cron.Spec.TimeZone) ? TimeZoneInfo.Utc : TimeZoneInfo.TryFindSystemTimeZoneById(cron.Spec.TimeZone, out var zone) ? zone : null;

    /// <summary>Does what is to be done now; the answer is when to look again by itself, null: not before something changes.</summary>
    public TimeSpan? Run()
    {
        CleanUp();
        Follow();
        if (cron.Metadata.DeletionTimestamp is not null) return null;
        if (FindZone(cron) is not { } zone)
        {
            recorder.Event(cron, "Warning", "UnknownTimeZone", $"invalid timeZone: \"{cron.Spec.TimeZone}\": unknown time zone {cron.Spec.TimeZone}");
            return null;
        }

        if (cron.Spec.Suspend == true) return null;
        if (!CronSchedule.TryParse(cron.Spec.Schedule, out var schedule, out var error))
        {
            recorder.Event(cron, "Warning", "UnparseableSchedule", $"unparseable schedule: \"{cron.Spec.Schedule}\" : {error}");
            return null;
        }

        var times = new CronTimes(cron with { Status = Status }, schedule!, zone, now);
        var missed = times.Missed();
        if (missed.IsInvalid)
        {
            recorder.Event(cron, "Warning", "InvalidSchedule", $"invalid schedule: {cron.Spec.Schedule} : time difference between two schedules is less than 1 second");
            return null;
        }

        if (missed.MostRecent is not { } due) return times.UntilNext();
        if (missed.AreMany) recorder.Event(cron, "Warning", "TooManyMissedTimes", "too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew");
        return Start(due, zone) ? new CronTimes(cron with { Status = Status }, schedule!, zone, now).UntilNext() : null;
    }

    /// <summary>Which jobs have ended, come or gone since the last look.</summary>
    private void Follow()
    {
        foreach (var job in own)
        {
            var isKnown = IsActive(job);
            if (!isKnown && !job.IsFinished())
            {
                // One that was made just before a stop, and not noted any more, is not news: it is noted when its time is served.
                if (!job.Metadata.Annotations.ContainsKey(ScheduledAt) || Status.LastScheduleTime > job.Metadata.CreationTimestamp)
                    recorder.Event(cron, "Warning", "UnexpectedJob", $"Saw a job that the controller did not create or forgot: {job.Metadata.Name}");
            }
            else if (job.IsFinished())
            {
                var succeeded = job.TrueCondition(JobNames.Complete) is not null;
                if (isKnown)
                {
                    CrossOff(job.Metadata.Uid);
                    recorder.Event(cron, "Normal", "SawCompletedJob", $"Saw completed job: {job.Metadata.Name}, condition: {(succeeded ? JobNames.Complete : JobNames.Failed)}");
                }

                if (succeeded && job.Status.CompletionTime is { } time && !(Status.LastSuccessfulTime >= time)) Status = Status with { LastSuccessfulTime = time };
            }
        }

        foreach (var reference in cron.Status.Active.Where(reference => Status.Active.Any(active => active.Uid == reference.Uid)))
        {
            if (own.Exists(job => job.Metadata.Uid == reference.Uid) || jobs.Find(reference.Namespace ?? "", reference.Name ?? "") is not null) continue;
            recorder.Event(cron, "Normal", "MissingJob", $"Active job went missing: {reference.Name}");
            CrossOff(reference.Uid);
        }
    }

    private void CleanUp()
    {
        void Keep(string condition, int? limit)
        {
            var ended = own.Where(job => job.TrueCondition(condition) is not null).OrderBy(job => job.Status.StartTime is null).ThenBy(job => job.Status.StartTime).ThenBy(job => job.Metadata.Name, StringComparer.Ordinal).ToList();
            foreach (var job in ended.Take(Math.Max(0, ended.Count - (limit ?? int.MaxValue)))) Delete(job);
        }

        Keep(JobNames.Complete, cron.Spec.SuccessfulJobsHistoryLimit);
        Keep(JobNames.Failed, cron.Spec.FailedJobsHistoryLimit);
    }

    private bool Delete(Job job)
    {
        try
        {
            jobs.Delete(job.Metadata.Namespace ?? "", job.Metadata.Name ?? "", propagationPolicy: "Background");
        }
        catch (ApiException exception)
        {
            recorder.Event(cron, "Warning", "FailedDelete", $"Deleted job: {exception.Message}");
            return false;
        }

        CrossOff(job.Metadata.Uid);
        recorder.Event(cron, "Normal", "SuccessfulDelete", $"Deleted job {job.Metadata.Name}");
        return true;
    }

    /// <summary>Whether the next time is to be waited for.</summary>
    private bool Start(DateTimeOffset due, TimeZoneInfo zone)
    {
        if (cron.Spec.StartingDeadlineSeconds is { } deadline && due.AddSeconds(deadline) < now)
        {
            recorder.Event(cron, "Warning", "MissSchedule", $"Missed scheduled time to start a job: {due.UtcDateTime.ToString("ddd, dd MMM yyyy HH:mm:ss", CultureInfo.InvariantCulture)} +0000");
            return true;
        }

        if (Status.Active.Any(reference => reference.Name == NameFor(due)) || Status.LastScheduleTime == due) return true;
        if (cron.Spec.ConcurrencyPolicy == "Forbid" && !Status.Active.IsEmpty)
        {
            recorder.Event(cron, "Normal", "JobAlreadyActive", "Not starting job because prior execution is running and concurrency policy is Forbid");
            return true;
        }

        if (cron.Spec.ConcurrencyPolicy == "Replace") Replace();
        if (Make(due, zone) is not { } job) return false;
        Status = Status with { Active = Status.Active.Add(Reference(job)), LastScheduleTime = due.ToUniversalTime() };
        return true;
    }

    private void Replace()
    {
        foreach (var reference in Status.Active)
        {
            if (jobs.Find(reference.Namespace ?? "", reference.Name ?? "") is { } running && !Delete(running))
                throw ApiException.Internal($"could not replace job {running.Metadata.Namespace}/{running.Metadata.Name}");
        }
    }

    /// <summary>Null where somebody else has made it, or it was noted already.</summary>
    private Job? Make(DateTimeOffset due, TimeZoneInfo zone)
    {
        var template = cron.Spec.JobTemplate;
        var local = TimeZoneInfo.ConvertTime(due, zone);
        var wanted = new Job
        {
            Metadata = new ObjectMeta
            {
                Name = NameFor(due),
                Namespace = cron.Metadata.Namespace,
                Labels = template.Metadata?.Labels ?? default,
                Annotations = (template.Metadata?.Annotations ?? default).Set(ScheduledAt, local.ToString(local.Offset == TimeSpan.Zero ? "yyyy-MM-ddTHH:mm:ssZ" : "yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture)),
                OwnerReferences = [Owners.ReferenceTo(cron)],
            },
            Spec = template.Spec,
        };
        try
        {
            var made = jobs.Create(wanted, CronJobController.ControllerName);
            recorder.Event(cron, "Normal", "SuccessfulCreate", $"Created job {made.Metadata.Name}");
            return made;
        }
        catch (ApiException exception) when (exception.IsAlreadyExists)
        {
            // Made before a restart: it is followed from now on.
            return jobs.Find(cron.Metadata.Namespace ?? "", wanted.Metadata.Name) is { } existing && Owners.IsControlledBy(existing, cron) && !IsActive(existing) ? existing : null;
        }
        catch (ApiException exception) when (!Pods.PodControl.IsNamespaceTerminating(exception))
        {
            recorder.Event(cron, "Warning", "FailedCreate", $"Error creating job: {exception.Message}");
            throw;
        }
    }

    private string NameFor(DateTimeOffset due) => $"{cron.Metadata.Name}-{(due.ToUnixTimeSeconds() / 60).ToString(CultureInfo.InvariantCulture)}";

    private bool IsActive(Job job) => Status.Active.Any(reference => reference.Uid == job.Metadata.Uid);

    private void CrossOff(string? uid)
    {
        var left = Status.Active.Where(reference => reference.Uid != uid).ToValueList();
        Status = Status with { Active = left.Count == 0 ? default : left };
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
