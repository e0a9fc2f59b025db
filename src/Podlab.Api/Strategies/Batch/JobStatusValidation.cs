using Podlab.Api.Model;
using Podlab.Api.Validation;

namespace Podlab.Api.Strategies.Batch;

/// <summary>What a job's status can say, and what it cannot take back. Most rules are asked only where what they speak of has changed.</summary>
/// <remarks>Follows pkg/apis/batch/validation/validation.go and getStatusValidationOptions of pkg/registry/batch/job/strategy.go (v1.36.3).</remarks>
internal static class JobStatusValidation
{
    public static void Validate(FieldErrorList errors, Job value, Job old)
    {
        var (status, before, path) = (value.Status, old.Status, FieldPath.Status);
        errors.NotNegative(path, "active", status.Active);
        errors.NotNegative(path, "succeeded", status.Succeeded);
        errors.NotNegative(path, "failed", status.Failed);
        errors.NotNegative(path, "ready", status.Ready ?? 0);
        errors.NotNegative(path, "terminating", status.Terminating ?? 0);
        Uncounted(errors, status.UncountedTerminatedPods, path.Child("uncountedTerminatedPods"));
        var (now, was) = (Conditions.Of(status), Conditions.Of(before));
        Contradictions(errors, status, before, now, was);
        Ends(errors, status, before, now, was);
        Finished(errors, value, before, now, was);
        JobIndexStatus.Validate(errors, value, old);
        Counters(errors, status, before, now, was);
        SuccessCriteria(errors, value, now);
        Steps(errors, value, old, now, was);
    }

    private static void Contradictions(FieldErrorList errors, JobStatus status, JobStatus before, Conditions now, Conditions was)
    {
        var completeChanged = now.Complete != was.Complete;
        if ((completeChanged || now.Failed != was.Failed) && now is { Complete: true, Failed: true })
        {
            Say(errors, "cannot set Complete=True and Failed=true conditions");
        }
        if ((completeChanged || now.FailureTarget != was.FailureTarget) && now is { Complete: true, FailureTarget: true })
        {
            Say(errors, "cannot set Complete=True and FailureTarget=true conditions");
        }
    }

    private static void Ends(FieldErrorList errors, JobStatus status, JobStatus before, Conditions now, Conditions was)
    {
        var path = FieldPath.Status.Child("completionTime");
        var completionChanged = status.CompletionTime != before.CompletionTime;
        if (completionChanged || now.Complete != was.Complete)
        {
            if (status.CompletionTime is not null && !now.Complete)
            {
                errors.Invalid(path, status.CompletionTime, "cannot set completionTime when there is no Complete=True condition");
            }
            if (status.CompletionTime is null && now.Complete)
            {
                errors.Required(path, "completionTime is required for Complete jobs");
            }
        }
        if ((completionChanged || status.StartTime != before.StartTime) && status.CompletionTime < status.StartTime)
        {
            errors.Invalid(path, status.CompletionTime, "completionTime cannot be set before startTime");
        }
        if ((now.Failed != was.Failed || now.FailureTarget != was.FailureTarget) && now is { Failed: true, FailureTarget: false })
        {
            Say(errors, "cannot set Failed=True condition without the FailureTarget=true condition");
        }
        if ((now.Complete != was.Complete || now.SuccessCriteriaMet != was.SuccessCriteriaMet) && now is { Complete: true, SuccessCriteriaMet: false })
        {
            Say(errors, "cannot set Complete=True condition without the SuccessCriteriaMet=true condition");
        }
    }

    private static void Finished(FieldErrorList errors, Job value, JobStatus before, Conditions now, Conditions was)
    {
        if (!now.Finished)
        {
            return;
        }
        var (status, path, changed) = (value.Status, FieldPath.Status, !was.Finished);
        if ((changed || status.Active != before.Active) && status.Active > 0)
        {
            errors.Invalid(path.Child("active"), status.Active, "active>0 is invalid for finished job");
        }
        var neverStarted = value.Spec is { Suspend: true, Completions: 0 };
        if ((changed || status.StartTime != before.StartTime) && !neverStarted && status.StartTime is null)
        {
            errors.Required(path.Child("startTime"), "startTime is required for finished job");
        }
        if ((changed || status.UncountedTerminatedPods != before.UncountedTerminatedPods) && status.UncountedTerminatedPods is { } pods && !(pods.Succeeded.IsEmpty && pods.Failed.IsEmpty))
        {
            errors.Invalid(path.Child("uncountedTerminatedPods"), GoPrint.Of(writer =>
            {
                writer.Texts("Succeeded", pods.Succeeded);
                writer.Texts("Failed", pods.Failed);
            }), "uncountedTerminatedPods needs to be empty for finished job");
        }
    }

    private static void Counters(FieldErrorList errors, JobStatus status, JobStatus before, Conditions now, Conditions was)
    {
        var path = FieldPath.Status;
        if ((now.Finished != was.Finished || status.Terminating != before.Terminating) && now.Finished && status.Terminating > 0)
        {
            errors.Invalid(path.Child("terminating"), status.Terminating, "terminating>0 is invalid for finished job");
        }
        if ((status.Ready != before.Ready || status.Active != before.Active) && status.Ready > status.Active)
        {
            errors.Invalid(path.Child("ready"), status.Ready, "cannot set more ready pods than active");
        }
    }

    private static void SuccessCriteria(FieldErrorList errors, Job value, Conditions now)
    {
        if (now is { SuccessCriteriaMet: true, Failed: true })
        {
            Say(errors, "cannot set SuccessCriteriaMet=True and Failed=true conditions");
        }
        if (now is { SuccessCriteriaMet: true, FailureTarget: true })
        {
            Say(errors, "cannot set SuccessCriteriaMet=True and FailureTarget=true conditions");
        }
        if (value.Spec.SuccessPolicy is not null && now is { SuccessCriteriaMet: false, Complete: true })
        {
            Say(errors, "cannot set Complete=True for Job with SuccessPolicy unless SuccessCriteriaMet=True");
        }
    }

    private static void Steps(FieldErrorList errors, Job value, Job old, Conditions now, Conditions was)
    {
        var (status, before, path) = (value.Status, old.Status, FieldPath.Status);
        foreach (var (type, wasTrue, isTrue) in (ReadOnlySpan<(string, bool, bool)>)[("Failed", was.Failed, now.Failed), ("Complete", was.Complete, now.Complete), ("FailureTarget", was.FailureTarget, now.FailureTarget)])
        {
            if (wasTrue && !isTrue)
            {
                Say(errors, $"cannot disable the terminal {type}=True condition");
            }
        }
        if (status.Failed < before.Failed)
        {
            errors.Invalid(path.Child("failed"), status.Failed, "cannot decrease the failed counter");
        }
        // An indexed job that is scaled down forgets what succeeded beyond.
        var mayShrink = value.Spec.CompletionMode == "Indexed" && value.Spec.Completions == value.Spec.Parallelism;
        if (!mayShrink && status.Succeeded < before.Succeeded)
        {
            errors.Invalid(path.Child("succeeded"), status.Succeeded, "cannot decrease the succeeded counter");
        }
        if (status.CompletionTime is not null && before.CompletionTime is not null && status.CompletionTime != before.CompletionTime)
        {
            errors.Invalid(path.Child("completionTime"), status.CompletionTime, "completionTime cannot be mutated");
        }
        if (before.StartTime is not null && status.StartTime != before.StartTime && value.Spec.Suspend != true)
        {
            errors.Required(path.Child("startTime"), "startTime cannot be removed for unsuspended job");
        }
        if (was.SuccessCriteriaMet && !now.SuccessCriteriaMet)
        {
            Say(errors, "cannot disable the SuccessCriteriaMet=True condition");
        }
        if (was is { Complete: true, SuccessCriteriaMet: false } && now.SuccessCriteriaMet)
        {
            Say(errors, "cannot set SuccessCriteriaMet=True for Job already has Complete=true conditions");
        }
    }

    private static void Uncounted(FieldErrorList errors, UncountedTerminatedPods? pods, FieldPath path)
    {
        if (pods is null)
        {
            return;
        }
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, uids) in (ReadOnlySpan<(string, ValueList<string>)>)[("succeeded", pods.Succeeded), ("failed", pods.Failed)])
        {
            for (var i = 0; i < uids.Count; i++)
            {
                if (uids[i].Length == 0)
                {
                    errors.Invalid(path.Child(name).Index(i), uids[i], "must not be empty");
                }
                else if (!seen.Add(uids[i]))
                {
                    errors.Duplicate(path.Child(name).Index(i), uids[i]);
                }
            }
        }
    }

    private static void Say(FieldErrorList errors, string detail) => errors.Invalid(FieldPath.Status.Child("conditions"), FieldError.Omitted.Value, detail);

    private readonly record struct Conditions(bool Complete, bool Failed, bool FailureTarget, bool SuccessCriteriaMet)
    {
        public bool Finished => Complete || Failed;

        public static Conditions Of(JobStatus status) => new(IsTrue(status, "Complete"), IsTrue(status, "Failed"), IsTrue(status, "FailureTarget"), IsTrue(status, "SuccessCriteriaMet"));

        private static bool IsTrue(JobStatus status, string type) => status.Conditions.Any(condition => condition.Type == type && condition.Status == "True");
    }
}
