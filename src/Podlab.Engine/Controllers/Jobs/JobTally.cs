using Podlab.Api;
using Podlab.Api.Model;
using Podlab.Engine.Apiserver;
using Podlab.Engine.Events;

namespace Podlab.Engine.Controllers.Jobs;

/// <summary>
/// Counts ended pods without counting one twice: their uids are written into the status, then their finalizers are taken away, then they become numbers.
/// Whoever starts again in between finds the uids.
/// </summary>
/// <remarks>Follows trackJobStatusAndRemoveFinalizers in pkg/controller/job/job_controller.go (v1.36.3).</remarks>
internal sealed class JobTally(ControllerContext context, IEventRecorder recorder, Job job, JobPods pods, JobIndexes? indexes, JobCondition? outcome)
{
    private readonly ResourceClient<Job> jobs = context.Of<Job>();

    public void Write(JobStatus before, int active, int ready, int terminating)
    {
        var uncounted = job.Status.UncountedTerminatedPods ?? new UncountedTerminatedPods();
        var (succeeded, failed) = (uncounted.Succeeded.ToList(), uncounted.Failed.ToList());
        var release = new List<Pod>();
        foreach (var pod in pods.All.Where(JobFacts.HasFinalizer))
        {
            var uid = pod.Metadata.Uid ?? "";
            if (succeeded.Contains(uid) || failed.Contains(uid)) release.Add(pod);
            else Sort(pod, succeeded, failed, release);
        }

        var status = job.Status with { UncountedTerminatedPods = Uids(succeeded, failed), Active = active, Ready = ready, Terminating = terminating };
        if (outcome is not null) status = status with { Conditions = status.Conditions.With(outcome) };
        if (indexes is not null) status = status with { Succeeded = indexes.Succeeded.Count, CompletedIndexes = Text(indexes.Succeeded), FailedIndexes = indexes.Failed is { } set ? IndexSet.Format(set) : status.FailedIndexes };
        if (status != before) job = jobs.UpdateStatus(job with { Status = status }, JobController.ControllerName);
        foreach (var pod in release) JobPods.RemoveFinalizer(context.Of<Pod>(), pod);
        status = job.Status with
        {
            UncountedTerminatedPods = new UncountedTerminatedPods(),
            Succeeded = job.Status.Succeeded + succeeded.Count,
            Failed = job.Status.Failed + failed.Count,
        };
        status = Finished(status, terminating);
        if (status == job.Status) return;
        var old = job.Status;
        job = jobs.UpdateStatus(job with { Status = status }, JobController.ControllerName);
        Announce(old);
    }

    private static string? Text(SortedSet<int> set) => set.Count == 0 ? null : IndexSet.Format(set);

    private static UncountedTerminatedPods Uids(List<string> succeeded, List<string> failed) => new()
    {
        Succeeded = succeeded.Count == 0 ? default : succeeded.ToValueList(),
        Failed = failed.Count == 0 ? default : failed.ToValueList(),
    };

    private void Sort(Pod pod, List<string> succeeded, List<string> failed, List<Pod> release)
    {
        var uid = pod.Metadata.Uid ?? "";
        var isOver = outcome is not null || job.Metadata.DeletionTimestamp is not null;
        if (JobFacts.HasSucceeded(pod))
        {
            // An index that is complete is in the status already, and nothing counts it twice.
            if (indexes is null) succeeded.Add(uid);
            release.Add(pod);
            return;
        }

        // Who runs still when the job is over is let go: after enough successes what it would have done is not asked, after a failure it has failed too.
        var hasFailed = job.HasFailed(pod);
        if (!isOver && (!hasFailed || indexes?.IsNeeded(pod) == true)) return;
        release.Add(pod);
        if ((hasFailed || outcome is { Type: JobNames.FailureTarget }) && pods.HasValidIndex(pod) && FailurePolicy.Judge(job, pod).Counts) failed.Add(uid);
    }

    private JobStatus Finished(JobStatus status, int terminating)
    {
        if (outcome is null || terminating > 0) return status;
        var now = context.Clock.Now;
        var terminal = JobConditions.Terminal(outcome, now);
        return status with
        {
            Conditions = status.Conditions.With(terminal),
            CompletionTime = terminal.Type == JobNames.Complete ? JobFacts.WholeSecond(now) : status.CompletionTime,
        };
    }

    private void Announce(JobStatus old)
    {
        foreach (var condition in job.Status.Conditions)
        {
            if (condition.Type is not (JobNames.Complete or JobNames.Failed) || old.Conditions.Any(earlier => earlier.Type == condition.Type)) continue;
            if (condition.Type == JobNames.Complete)
            {
                if (job.Spec.Completions is { } completions && job.Status.Succeeded > completions)
                    recorder.Event(job, "Warning", "TooManySucceededPods", "Too many succeeded pods running after completion count reached");
                recorder.Event(job, "Normal", "Completed", "Job completed");
                continue;
            }

            recorder.Event(job, "Warning", condition.Reason ?? "", condition.Message ?? "");
        }
    }
}
