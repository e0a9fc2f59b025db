using Podlab.Api.Model;

namespace Podlab.Engine.Controllers.Jobs;

/// <summary>How many pods failed since the last success, and when: the pause before the next one.</summary>
/// <remarks>Follows pkg/controller/job/backoff_utils.go (v1.36.3).</remarks>
internal readonly record struct BackOffRecord(int Failures, DateTimeOffset? LastFailure)
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(600);

    /// <summary>The record after these pods have ended, in the order of their ends.</summary>
    public BackOffRecord After(IEnumerable<Pod> succeeded, IEnumerable<Pod> failed, DateTimeOffset now)
    {
        var record = this;
        var ended = succeeded.Select(pod => (Time: JobFacts.FinishTime(pod, now), Failed: false)).Concat(failed.Select(pod => (Time: JobFacts.FinishTime(pod, now), Failed: true)));
        foreach (var (time, hasFailed) in ended.OrderBy(end => end.Time).ThenBy(end => !end.Failed))
        {
            record = hasFailed ? new BackOffRecord(record.Failures + 1, time) : default;
        }

        return record;
    }

    public TimeSpan Remaining(DateTimeOffset now) => LastFailure is { } last ? Remaining(Failures, last, now) : TimeSpan.Zero;

    public static TimeSpan Remaining(int failures, DateTimeOffset last, DateTimeOffset now)
    {
        if (failures <= 0) return TimeSpan.Zero;
        var pause = failures > 7 ? Longest : First * Math.Pow(2, failures - 1);
        if (pause > Longest) pause = Longest;
        var left = last + pause - now;
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }
}
