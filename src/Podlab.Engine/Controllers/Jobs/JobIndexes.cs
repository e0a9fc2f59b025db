using Podlab.Api.Model;

namespace Podlab.Engine.Controllers.Jobs;

/// <summary>Which indexes of an indexed Job are done, have failed, or are to be tried again.</summary>
/// <remarks>Follows pkg/controller/job/indexed_job_utils.go (v1.36.3).</remarks>
internal sealed class JobIndexes
{
    private readonly Job job;
    private readonly JobPods pods;
    private readonly Dictionary<int, Pod> lastFailed = [];

    public JobIndexes(Job job, JobPods pods, DateTimeOffset now)
    {
        this.job = job;
        this.pods = pods;
        var completions = job.Spec.Completions ?? 0;
        Succeeded = IndexSet.Parse(job.Status.CompletedIndexes, completions);
        foreach (var pod in pods.All.Where(pod => JobFacts.HasFinalizer(pod) && JobFacts.HasSucceeded(pod) && pods.HasValidIndex(pod))) Succeeded.Add(JobFacts.IndexOf(pod)!.Value);
        if (!job.RetriesPerIndex()) return;
        Failed = IndexSet.Parse(job.Status.FailedIndexes, completions);
        foreach (var pod in pods.All.Where(pod => JobFacts.HasFinalizer(pod) && pods.HasValidIndex(pod) && job.HasFailed(pod)))
        {
            var index = JobFacts.IndexOf(pod)!.Value;
            if (IsLastFailure(pod)) Failed.Add(index);
            if (!lastFailed.TryGetValue(index, out var other) || JobFacts.FinishTime(other, now) <= JobFacts.FinishTime(pod, now)) lastFailed[index] = pod;
        }

        Failed.ExceptWith(Succeeded);
    }

    public SortedSet<int> Succeeded { get; } = [];

    /// <summary>Null where indexes do not fail on their own.</summary>
    public SortedSet<int>? Failed { get; }

    /// <summary>The pod whose count of failures the next one of this index inherits.</summary>
    public Pod? LastFailed(int index) => lastFailed.GetValueOrDefault(index);

    /// <summary>Whether the pod must stay, with its count of failures, until another takes its index.</summary>
    public bool IsNeeded(Pod pod) =>
        Failed is not null && JobFacts.IndexOf(pod) is { } index && lastFailed.TryGetValue(index, out var last) && last.Metadata.Uid == pod.Metadata.Uid
        && !Failed.Contains(index) && !Succeeded.Contains(index) && pods.Active.All(active => JobFacts.IndexOf(active) != index);

    /// <summary>The lowest indexes that nobody works on.</summary>
    public IEnumerable<int> Pending()
    {
        var busy = pods.Active.Select(JobFacts.IndexOf).ToHashSet();
        foreach (var pod in pods.All)
        {
            if (job.ReplacesOnlyFailed() && pod.Metadata.DeletionTimestamp is not null && pod.Status.Phase is not ("Succeeded" or "Failed")) busy.Add(JobFacts.IndexOf(pod));
        }

        for (var index = 0; index < (job.Spec.Completions ?? 0); index++)
        {
            if (!busy.Contains(index) && !Succeeded.Contains(index) && Failed?.Contains(index) != true) yield return index;
        }
    }

    /// <summary>How long an index waits after its last failure.</summary>
    public TimeSpan Wait(int index, DateTimeOffset now)
    {
        if (!lastFailed.TryGetValue(index, out var pod)) return TimeSpan.Zero;
        var failures = JobFacts.Count(pod, JobNames.IndexFailureCount) + JobFacts.Count(pod, JobNames.IndexIgnoredFailureCount) + 1;
        return BackOffRecord.Remaining(failures, JobFacts.FinishTime(pod, now), now);
    }

    private bool IsLastFailure(Pod pod)
    {
        var verdict = FailurePolicy.Judge(job, pod);
        if (verdict.Action == "FailIndex") return true;
        return verdict.Counts && JobFacts.Count(pod, JobNames.IndexFailureCount) >= (job.Spec.BackoffLimitPerIndex ?? 0);
    }
}
