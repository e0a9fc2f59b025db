using Podlab.Api.Model;
using Podlab.Api.Schedules;

namespace Podlab.Engine.Controllers.CronJobs;

/// <summary>What a schedule asks for between the last time that was served and now.</summary>
/// <remarks>
/// Follows mostRecentScheduleTime and nextScheduleTimeDuration in pkg/controller/cronjob/utils.go (v1.36.3): how many times were missed is estimated from the first two of them.
/// </remarks>
internal sealed class CronTimes(CronJob cron, CronSchedule schedule, TimeZoneInfo zone, DateTimeOffset now)
{
    private const long ManyMissed = 100;

    /// <summary>The controller comes a little late on purpose, so that its clock may be a little early.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromMilliseconds(100);

    /// <summary>The time that is due; null where none is.</summary>
    public MissedTimes Missed() => Missed(withDeadline: true);

    /// <summary>How long until the next time after now or after the last one that was missed; negative: at once.</summary>
    public TimeSpan UntilNext()
    {
        var missed = Missed(withDeadline: false);
        var since = missed.MostRecent ?? (missed.Count == 0 && !missed.IsInvalid ? missed.Since : now);
        return schedule.Next(since, zone) is { } next ? next + Slack - now : TimeSpan.Zero;
    }

    private MissedTimes Missed(bool withDeadline)
    {
        var since = cron.Status.LastScheduleTime ?? cron.Metadata.CreationTimestamp ?? now;
        if (withDeadline && cron.Spec.StartingDeadlineSeconds is { } deadline && now.AddSeconds(-deadline) is var earliest && earliest > since) since = earliest;
        if (schedule.Next(since, zone) is not { } first) return new MissedTimes(since, null, 0, IsInvalid: true);
        if (now < first) return new MissedTimes(since, null, 0);
        if (schedule.Next(first, zone) is not { } second) return new MissedTimes(since, null, 0, IsInvalid: true);
        if (now < second) return new MissedTimes(since, first, 0);
        var between = (long)Math.Round((second - first).TotalSeconds, MidpointRounding.AwayFromZero);
        if (between < 1) return new MissedTimes(since, null, 0, IsInvalid: true);
        var count = ((long)(now - first).TotalSeconds / between) + 1;
        DateTimeOffset? latest = null;
        for (var time = schedule.Next(first.AddSeconds((count - 2) * between), zone); time is { } due && due <= now; time = schedule.Next(due, zone)) latest = due;
        return new MissedTimes(since, latest, count);
    }

    /// <param name="Since">After which time was looked.</param>
    /// <param name="MostRecent">The latest time that has come and was not served.</param>
    /// <param name="Count">About how many were missed, where it was more than one.</param>
    /// <param name="IsInvalid">The schedule has no times (31 February).</param>
    public readonly record struct MissedTimes(DateTimeOffset Since, DateTimeOffset? MostRecent, long Count, bool IsInvalid = false)
    {
        public bool AreMany => Count > ManyMissed;
    }
}
