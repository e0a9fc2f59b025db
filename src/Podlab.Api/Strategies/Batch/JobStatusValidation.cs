using Podlab.Api.Model;
using Podlab.Api.Validation;

namespace Podlab.Api.Strategies.Batch;

/// <summary>What a job's status can say, and what it cannot take back.</summary>
internal static class JobStatusValidation
{
    public static void Validate(FieldErrorList errors, Job value, Job old)
    {
        var (status, path) = (value.Status, FieldPath.Status);
        errors.NotNegative(path, "active", status.Active);
        errors.NotNegative(path, "succeeded", status.Succeeded);
        errors.NotNegative(path, "failed", status.Failed);
        errors.NotNegative(path, "ready", status.Ready ?? 0);
        errors.NotNegative(path, "terminating", status.Terminating ?? 0);
        if (status == old.Status)
        {
            return;
        }
        var (complete, failed) = (IsTrue(status, "Complete"), IsTrue(status, "Failed"));
        if (complete && failed)
        {
            Say(errors, "conditions", "cannot set Complete=True and Failed=True conditions");
        }
        if (complete && !IsTrue(status, "SuccessCriteriaMet"))
        {
            Say(errors, "conditions", "cannot set Complete=True condition without the SuccessCriteriaMet=true condition");
        }
        if (failed && !IsTrue(status, "FailureTarget"))
        {
            Say(errors, "conditions", "cannot set Failed=True condition without the FailureTarget=true condition");
        }
        foreach (var type in (ReadOnlySpan<string>)["Complete", "Failed"])
        {
            if (IsTrue(old.Status, type) && !IsTrue(status, type))
            {
                Say(errors, "conditions", $"cannot disable the terminal {type}=True condition");
            }
        }
        Times(errors, status, complete, failed);
    }

    private static void Times(FieldErrorList errors, JobStatus status, bool complete, bool failed)
    {
        if (status.CompletionTime is not null && !complete)
        {
            Say(errors, "completionTime", "completionTime can only be set when Complete=True");
        }
        if (complete && status.CompletionTime is null)
        {
            errors.Required(FieldPath.Status.Child("completionTime"), "completionTime is required for Complete jobs");
        }
        if (complete && status.StartTime is null)
        {
            errors.Required(FieldPath.Status.Child("startTime"), "startTime is required for finished job");
        }
        else if (failed && status.StartTime is null)
        {
            errors.Required(FieldPath.Status.Child("startTime"), "startTime is required for finished job");
        }
        if ((complete || failed) && status.Active > 0)
        {
            errors.Invalid(FieldPath.Status.Child("active"), status.Active, "active>0 is invalid for finished job");
        }
    }

    private static bool IsTrue(JobStatus status, string type) => status.Conditions.Any(condition => condition.Type == type && condition.Status == "True");

    private static void Say(FieldErrorList errors, string field, string detail) =>
        errors.Invalid(FieldPath.Status.Child(field), FieldError.Omitted.Value, detail);
}
