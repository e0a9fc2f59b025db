using Podlab.Api.Model;
using Podlab.Engine.Apiserver;
using Podlab.Engine.Controllers.Pods;
using Podlab.Engine.Events;

namespace Podlab.Engine.Controllers.Jobs;

/// <summary>One look at a Job: is it over, which pods are too many or too few, and what do the ended ones count for?</summary>
internal sealed class JobSync
{
    private readonly ControllerContext context;
    private readonly PodControl control;
    private readonly IEventRecorder recorder;
    private readonly JobPods pods;
    private readonly JobIndexes? indexes;
    private readonly DateTimeOffset now;
    private Job job;
    private TimeSpan? next;
    private JobCondition? outcome;
    private int active;
    private int ready;
    private int terminating;

    public JobSync(ControllerContext context, PodControl control, IEventRecorder recorder, Job job, IReadOnlyList<Pod> pods, BackOffRecord backOff)
    {
        this.context = context;
        this.control = control;
        this.recorder = recorder;
        this.job = job;
        now = context.Clock.Now;
        this.pods = new JobPods(job, pods);
        indexes = job.IsIndexed() ? new JobIndexes(job, this.pods, now) : null;
        BackOff = backOff.After(this.pods.NewlySucceeded, this.pods.NewlyFailed, now);
        (active, ready, terminating) = (this.pods.Active.Count, this.pods.Active.Count(pod => pod.IsReady()), this.pods.Terminating);
    }

    /// <summary>The failures so far, to be kept until the next look.</summary>
    public BackOffRecord BackOff { get; private set; }

    private int Succeeded => indexes?.Succeeded.Count ?? job.Status.Succeeded + pods.NewlySucceeded.Count + Uncounted.Succeeded.Count;

    private int Failed => job.Status.Failed + pods.NewlyFailed.Count(pod => FailurePolicy.Judge(job, pod).Counts) + Uncounted.Failed.Count;

    private UncountedTerminatedPods Uncounted => job.Status.UncountedTerminatedPods ?? new UncountedTerminatedPods();

    /// <summary>Does what is to be done now; the answer is when to look again by itself.</summary>
    public TimeSpan? Run()
    {
        var before = job.Status;
        if (job.Status.StartTime is null && !job.IsSuspended()) job = job with { Status = job.Status with { StartTime = JobFacts.WholeSecond(now) } };
        outcome = Outcome();
        ApiException? failure = null;
        if (outcome is not null)
        {
            RemoveActive();
        }
        else
        {
            var managed = job.Metadata.DeletionTimestamp is null;
            if (managed) failure = Manage();
            if (IsComplete()) outcome = JobConditions.Reached(now);
            else if (managed) ShowSuspension(job.IsSuspended());
        }

        new JobTally(context, recorder, job, pods, indexes, outcome).Write(before, active, ready, terminating);
        if (failure is not null) throw failure;
        return next;
    }

    private void LookAgainIn(TimeSpan wait)
    {
        if (next is null || wait < next) next = wait;
    }

    private bool IsComplete()
    {
        if (active > 0) return false;
        return job.Spec.Completions is { } completions ? Succeeded >= completions : Succeeded > 0;
    }

    private JobCondition? Outcome()
    {
        if (job.TrueCondition(JobNames.FailureTarget) is { } target) return target;
        if (job.TrueCondition(JobNames.SuccessCriteriaMet) is { } met) return met;
        foreach (var pod in pods.All)
        {
            if (FailurePolicy.Judge(job, pod) is { Action: "FailJob", Message: { } message }) return JobConditions.FailedByPolicy(message, now);
        }

        if (Failed > (job.Spec.BackoffLimit ?? int.MaxValue) || HasRestartedTooOften()) return JobConditions.BackOffLimitExceeded(now);
        if (job.Spec.ActiveDeadlineSeconds is { } deadline && !job.IsSuspended() && job.Status.StartTime is { } start)
        {
            var left = start.AddSeconds(deadline) - now;
            if (left <= TimeSpan.Zero) return JobConditions.DeadlineExceeded(now);
            LookAgainIn(left);
        }

        return indexes is null ? null : OutcomeOfIndexes(indexes);
    }

    private JobCondition? OutcomeOfIndexes(JobIndexes indexes)
    {
        if (indexes.Failed is { } failed)
        {
            if (job.Spec.MaxFailedIndexes is { } most && failed.Count > most) return JobConditions.TooManyFailedIndexes(now);
            if (failed.Count > 0 && failed.Count + indexes.Succeeded.Count >= (job.Spec.Completions ?? 0)) return JobConditions.FailedIndexes(now);
        }

        var rules = job.Spec.SuccessPolicy?.Rules ?? default;
        for (var i = 0; i < rules.Count; i++)
        {
            if (IsMet(rules[i], indexes.Succeeded)) return JobConditions.SuccessPolicyMet(i, now);
        }

        return null;
    }

    private bool IsMet(SuccessPolicyRule rule, SortedSet<int> succeeded)
    {
        if (rule.SucceededIndexes is not { } text) return rule.SucceededCount is { } count && succeeded.Count >= count;
        var wanted = IndexSet.Parse(text, job.Spec.Completions ?? 0);
        var reached = wanted.Count(succeeded.Contains);
        return rule.SucceededCount is { } enough ? reached >= enough : reached == wanted.Count;
    }

    /// <summary>Where containers are restarted in their pod, the restarts are the failures.</summary>
    private bool HasRestartedTooOften()
    {
        if (job.Spec.Template.Spec.RestartPolicy != "OnFailure") return false;
        var restarts = pods.All.Where(pod => pod.Status.Phase is "Running" or "Pending")
            .Sum(pod => pod.Status.InitContainerStatuses.Concat(pod.Status.ContainerStatuses).Sum(status => status.RestartCount));
        var limit = job.Spec.BackoffLimit ?? int.MaxValue;
        return limit == 0 ? restarts > 0 : restarts >= limit;
    }

    private void RemoveActive()
    {
        foreach (var pod in pods.Active) Delete(pod);
    }

    private void Delete(Pod pod)
    {
        control.Delete(pod, job);
        active--;
        terminating++;
        if (pod.IsReady()) ready--;
    }

    private ApiException? Manage()
    {
        if (job.IsSuspended())
        {
            RemoveUncounted(pods.ToRemove(active, now));
            return null;
        }

        var parallelism = job.Spec.Parallelism ?? 1;
        // Without a number of completions the first success says that the work is done: who still runs may end, nobody comes any more.
        var wanted = job.Spec.Completions is { } completions ? Math.Min(parallelism, Math.Max(0, completions - Succeeded)) : Succeeded > 0 ? active : parallelism;
        var tooMany = pods.ToRemove(Math.Max(0, active - wanted), now).Take(PodControl.Burst).ToList();
        if (tooMany.Count == 0) return wanted > active ? Add(wanted) : null;
        RemoveUncounted(tooMany);
        return null;
    }

    /// <summary>Pods that are taken away are nobody's failure: they are let go before they are deleted.</summary>
    private void RemoveUncounted(IEnumerable<Pod> superfluous)
    {
        foreach (var pod in superfluous.ToList())
        {
            JobPods.RemoveFinalizer(context.Of<Pod>(), pod);
            Delete(pod);
        }
    }

    private ApiException? Add(int wanted)
    {
        var missing = Math.Min(wanted - active - (job.ReplacesOnlyFailed() ? terminating : 0), PodControl.Burst);
        if (missing <= 0) return null;
        if (!job.RetriesPerIndex() && BackOff.Remaining(now) is var pause && pause > TimeSpan.Zero)
        {
            LookAgainIn(pause);
            return null;
        }

        // An index that waits after a failure keeps its place: those behind it do not come earlier for that.
        var places = new Queue<int>(indexes is null ? [] : indexes.Pending().Take(missing).Where(MayStart));
        if (indexes is not null) missing = places.Count;
        active += control.CreateInBatches(missing, Next, job, out var failure);
        return failure;

        Pod Next()
        {
            int? index = indexes is null ? null : places.Dequeue();
            return JobPodTemplate.Make(job, index, index is { } number ? indexes!.LastFailed(number) : null);
        }
    }

    private bool MayStart(int index)
    {
        var wait = indexes!.Wait(index, now);
        if (wait > TimeSpan.Zero) LookAgainIn(wait);
        return wait == TimeSpan.Zero;
    }

    private void ShowSuspension(bool suspended)
    {
        var current = job.Status.Conditions.FirstOrDefault(condition => condition.Type == JobNames.Suspended);
        if (current is null ? !suspended : current.Status == (suspended ? "True" : "False")) return;
        job = job with
        {
            Status = job.Status with
            {
                Conditions = job.Status.Conditions.With(JobConditions.Suspension(suspended, now)),
                StartTime = suspended ? null : JobFacts.WholeSecond(now),
            },
        };
        recorder.Event(job, "Normal", suspended ? "Suspended" : "Resumed", suspended ? "Job suspended" : "Job resumed");
    }
}
