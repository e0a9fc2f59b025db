using System.Globalization;
using Podlab.Api.Model;
using Podlab.Api.Validation;
using Podlab.Api.Validation.Batch;

namespace Podlab.Api.Strategies.Batch;

/// <summary>Which indexes a job's status names: in order, within the completions, none both completed and failed.</summary>
/// <remarks>Follows pkg/apis/batch/validation/validation.go, validateJobStatus (v1.36.3).</remarks>
internal static class JobIndexStatus
{
    public static void Validate(FieldErrorList errors, Job value, Job old)
    {
        var (spec, status, path) = (value.Spec, value.Status, FieldPath.Status);
        var completed = status.CompletedIndexes ?? "";
        var (completedChanged, failedChanged) = (completed != (old.Status.CompletedIndexes ?? ""), status.FailedIndexes != old.Status.FailedIndexes);
        if (completedChanged && spec.Completions is { } completions && Wrong(completed, completions) is { } wrongCompleted)
        {
            errors.Invalid(path.Child("completedIndexes"), completed, $"error parsing completedIndexes: {wrongCompleted}");
        }
        if (failedChanged && spec is { Completions: { } total, BackoffLimitPerIndex: not null } && status.FailedIndexes is { } failed && Wrong(failed, total) is { } wrongFailed)
        {
            errors.Invalid(path.Child("failedIndexes"), failed, $"error parsing failedIndexes: {wrongFailed}");
        }
        if (completedChanged && completed.Length > 0 && spec.CompletionMode != "Indexed")
        {
            errors.Invalid(path.Child("completedIndexes"), completed, "cannot set non-empty completedIndexes when non-indexed completion mode");
        }
        if (failedChanged && spec.BackoffLimitPerIndex is null && status.FailedIndexes is { } unlimited)
        {
            errors.Invalid(path.Child("failedIndexes"), unlimited, "cannot set non-null failedIndexes when backoffLimitPerIndex is null");
        }
        if ((completedChanged || failedChanged) && spec.Completions is { } count && status.FailedIndexes is { } indexes && Overlap(completed, indexes, count) is { } shared)
        {
            errors.Invalid(path.Child("failedIndexes"), indexes, string.Create(CultureInfo.InvariantCulture, $"failedIndexes and completedIndexes overlap at index: {shared}"));
        }
    }

    private static string? Wrong(string indexes, int completions) => indexes.Length == 0 ? null : SuccessPolicyValidation.Count(indexes, completions, out _);

    private static int? Overlap(string completed, string failed, int completions)
    {
        foreach (var (first, last) in Intervals(completed, completions))
        {
            foreach (var (from, to) in Intervals(failed, completions))
            {
                if (first <= to && from <= last)
                {
                    return Math.Max(first, from);
                }
            }
        }
        return null;
    }

    /// <summary>Those that can be read; the others have errors of their own.</summary>
    private static IEnumerable<(int First, int Last)> Intervals(string indexes, int completions)
    {
        foreach (var part in indexes.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var ends = part.Split('-');
            if (ends.Length <= 2 && int.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out var first)
                && int.TryParse(ends[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var last) && first <= last && last < completions)
            {
                yield return (first, last);
            }
        }
    }
}
