using Podlab.Api.Model;
using Podlab.Api.Validation.Pods;

namespace Podlab.Api.Validation.Batch;

/// <summary>A job's spec, without its selector.</summary>
/// <remarks>Follows pkg/apis/batch/validation/validation.go (v1.36.3).</remarks>
internal static class JobSpecValidation
{
    private const int MaxIndexed = 100_000;
    private const int MaxManagedBy = 63;

    public static void Validate(FieldErrorList errors, JobSpec spec, FieldPath path)
    {
        errors.NotNegative(path, "parallelism", spec.Parallelism ?? 0);
        errors.NotNegative(path, "completions", spec.Completions ?? 0);
        errors.NotNegative(path, "activeDeadlineSeconds", spec.ActiveDeadlineSeconds ?? 0);
        errors.NotNegative(path, "backoffLimit", spec.BackoffLimit ?? 0);
        errors.NotNegative(path, "ttlSecondsAfterFinished", spec.TtlSecondsAfterFinished ?? 0);
        errors.NotNegative(path, "backoffLimitPerIndex", spec.BackoffLimitPerIndex ?? 0);
        errors.NotNegative(path, "maxFailedIndexes", spec.MaxFailedIndexes ?? 0);
        if (spec.MaxFailedIndexes is not null && spec.BackoffLimitPerIndex is null)
        {
            errors.Required(path.Child("backoffLimitPerIndex"), "when maxFailedIndexes is specified");
        }
        if (spec.ManagedBy is { } manager)
        {
            DomainPrefixedPath.Validate(errors, manager, path.Child("managedBy"));
            if (manager.Length > MaxManagedBy)
            {
                errors.TooLong(path.Child("managedBy"), MaxManagedBy);
            }
        }
        Mode(errors, spec, path);
        if (spec.PodFailurePolicy is { } policy)
        {
            PodFailurePolicyValidation.Validate(errors, spec, policy, path.Child("podFailurePolicy"));
        }
        if (spec.SuccessPolicy is { } success)
        {
            SuccessPolicyValidation.Validate(errors, spec, success, path.Child("successPolicy"));
        }
        Replacement(errors, spec, path);
        PodValidation.Template(errors, spec.Template, path.Child("template"));
        RestartPolicy(errors, spec, path);
    }

    private static void Mode(FieldErrorList errors, JobSpec spec, FieldPath path)
    {
        if (spec.CompletionMode is { } mode)
        {
            errors.Supported(path, "completionMode", mode, "NonIndexed", "Indexed");
        }
        if (spec.CompletionMode == "Indexed")
        {
            Indexed(errors, spec, path);
        }
        if (spec.CompletionMode is null or "NonIndexed")
        {
            if (spec.BackoffLimitPerIndex is { } limit)
            {
                errors.Invalid(path.Child("backoffLimitPerIndex"), limit, "requires indexed completion mode");
            }
            if (spec.MaxFailedIndexes is { } failed)
            {
                errors.Invalid(path.Child("maxFailedIndexes"), failed, "requires indexed completion mode");
            }
        }
    }

    private static void Indexed(FieldErrorList errors, JobSpec spec, FieldPath path)
    {
        if (spec.Completions is null)
        {
            errors.Required(path.Child("completions"), "when completion mode is Indexed");
        }
        if (spec.Parallelism > MaxIndexed)
        {
            errors.Invalid(path.Child("parallelism"), spec.Parallelism, $"must be less than or equal to {MaxIndexed} when completion mode is Indexed");
        }
        if (spec.Completions is { } completions && spec.MaxFailedIndexes > completions)
        {
            errors.Invalid(path.Child("maxFailedIndexes"), spec.MaxFailedIndexes, "must be less than or equal to completions");
        }
        if (spec.MaxFailedIndexes > MaxIndexed)
        {
            errors.Invalid(path.Child("maxFailedIndexes"), spec.MaxFailedIndexes, $"must be less than or equal to {MaxIndexed}");
        }
        if (spec.Completions > MaxIndexed && spec.BackoffLimitPerIndex is not null)
        {
            if (spec.MaxFailedIndexes is null)
            {
                errors.Required(path.Child("maxFailedIndexes"), $"must be specified when completions is above {MaxIndexed}");
            }
            if (spec.Parallelism > 10_000)
            {
                errors.Invalid(path.Child("parallelism"), spec.Parallelism, $"must be less than or equal to 10000 when completions are above {MaxIndexed} and used with backoff limit per index");
            }
            if (spec.MaxFailedIndexes > 10_000)
            {
                errors.Invalid(path.Child("maxFailedIndexes"), spec.MaxFailedIndexes, $"must be less than or equal to 10000 when completions are above {MaxIndexed} and used with backoff limit per index");
            }
        }
    }

    private static void Replacement(FieldErrorList errors, JobSpec spec, FieldPath path)
    {
        if (spec.PodReplacementPolicy is not { } policy)
        {
            return;
        }
        if (spec.PodFailurePolicy is not null)
        {
            errors.Supported(path, "podReplacementPolicy", policy, "Failed");
        }
        else
        {
            errors.Supported(path, "podReplacementPolicy", policy, "Failed", "TerminatingOrFailed");
        }
    }

    private static void RestartPolicy(FieldErrorList errors, JobSpec spec, FieldPath path)
    {
        var policy = spec.Template.Spec?.RestartPolicy ?? "";
        if (policy is not ("OnFailure" or "Never"))
        {
            var at = path.Child("template").Child("spec", "restartPolicy");
            if (policy is "" or "Always")
            {
                errors.Required(at, "valid values: \"OnFailure\", \"Never\"");
            }
            else
            {
                errors.NotSupported(at, policy, "OnFailure", "Never");
            }
        }
        else if (spec.PodFailurePolicy is not null && policy != "Never")
        {
            errors.Invalid(path.Child("template").Child("spec", "restartPolicy"), policy, "only \"Never\" is supported when podFailurePolicy is specified");
        }
    }
}
