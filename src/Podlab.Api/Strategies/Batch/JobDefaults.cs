using Podlab.Api.Defaulting;
using Podlab.Api.Model;

namespace Podlab.Api.Strategies.Batch;

/// <summary>What jobs, and the templates of them in cron jobs, leave out.</summary>
/// <remarks>Follows pkg/apis/batch/v1/defaults.go (v1.36.3).</remarks>
internal static class JobDefaults
{
    public static JobSpec Job(JobSpec spec)
    {
        var single = spec.Completions is null && spec.Parallelism is null;
        return Template(spec) with
        {
            Completions = single ? 1 : spec.Completions,
            Parallelism = spec.Parallelism ?? 1,
            BackoffLimit = spec.BackoffLimit ?? (spec.BackoffLimitPerIndex is null ? 6 : int.MaxValue),
            CompletionMode = spec.CompletionMode ?? "NonIndexed",
            Suspend = spec.Suspend ?? false,
            ManualSelector = spec.ManualSelector ?? false,
            PodReplacementPolicy = spec.PodReplacementPolicy ?? (spec.PodFailurePolicy is null ? "TerminatingOrFailed" : "Failed"),
        };
    }

    public static JobSpec Template(JobSpec spec) => spec with
    {
        Template = PodDefaults.Template(spec.Template),
        PodFailurePolicy = spec.PodFailurePolicy is not { } policy ? null : policy with
        {
            Rules = policy.Rules.Map(rule => rule with { OnPodConditions = rule.OnPodConditions.Map(pattern => pattern with { Status = pattern.Status.Or("True") }) }),
        },
    };
}
