using Podlab.Api;
using Podlab.Api.Model;

namespace Podlab.Engine.Controllers.Jobs;

/// <summary>The conditions of a Job, with their words.</summary>
internal static class JobConditions
{
    public static JobCondition Reached(DateTimeOffset now) => Make(JobNames.SuccessCriteriaMet, "CompletionsReached", "Reached expected number of succeeded pods", now);

    public static JobCondition SuccessPolicyMet(int rule, DateTimeOffset now) => Make(JobNames.SuccessCriteriaMet, "SuccessPolicy", $"Matched rules at index {rule}", now);

    public static JobCondition FailedByPolicy(string message, DateTimeOffset now) => Make(JobNames.FailureTarget, "PodFailurePolicy", message, now);

    public static JobCondition BackOffLimitExceeded(DateTimeOffset now) => Make(JobNames.FailureTarget, "BackoffLimitExceeded", "Job has reached the specified backoff limit", now);

    public static JobCondition DeadlineExceeded(DateTimeOffset now) => Make(JobNames.FailureTarget, "DeadlineExceeded", "Job was active longer than specified deadline", now);

    public static JobCondition TooManyFailedIndexes(DateTimeOffset now) =>
        Make(JobNames.FailureTarget, "MaxFailedIndexesExceeded", "Job has exceeded the specified maximal number of failed indexes", now);

    public static JobCondition FailedIndexes(DateTimeOffset now) => Make(JobNames.FailureTarget, "FailedIndexes", "Job has failed indexes", now);

    /// <summary>What the interim condition becomes when all pods are gone and counted.</summary>
    public static JobCondition Terminal(JobCondition interim, DateTimeOffset now) =>
        Make(interim.Type == JobNames.FailureTarget ? JobNames.Failed : JobNames.Complete, interim.Reason ?? "", interim.Message ?? "", now);

    public static JobCondition Suspension(bool suspended, DateTimeOffset now) => suspended
        ? Make(JobNames.Suspended, "JobSuspended", "Job suspended", now)
        : Make(JobNames.Suspended, "JobResumed", "Job resumed", now) with { Status = "False" };

    /// <summary>The list with the condition in the place of its type.</summary>
    public static ValueList<JobCondition> With(this ValueList<JobCondition> conditions, JobCondition condition)
    {
        for (var i = 0; i < conditions.Count; i++)
        {
            if (conditions[i].Type == condition.Type) return conditions[i].Status == condition.Status ? conditions : conditions.SetItem(i, condition);
        }

        return conditions.Add(condition);
    }

    private static JobCondition Make(string type, string reason, string message, DateTimeOffset now) => new()
    {
        Type = type,
        Status = "True",
        Reason = reason,
        Message = message,
        LastProbeTime = JobFacts.WholeSecond(now),
        LastTransitionTime = JobFacts.WholeSecond(now),
    };
}
