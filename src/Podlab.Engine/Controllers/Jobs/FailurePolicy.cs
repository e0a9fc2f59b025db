using Podlab.Api.Model;

namespace Podlab.Engine.Controllers.Jobs;

/// <summary>What a Job's podFailurePolicy says about a failed pod.</summary>
/// <remarks>Follows pkg/controller/job/pod_failure_policy.go (v1.36.3).</remarks>
internal static class FailurePolicy
{
    public static FailureVerdict Judge(Job job, Pod pod)
    {
        if (job.Spec.PodFailurePolicy is not { } policy || pod.Status.Phase != "Failed") return new FailureVerdict(null, null);
        for (var i = 0; i < policy.Rules.Count; i++)
        {
            var rule = policy.Rules[i];
            if (Match(rule, pod, i) is { } message) return new FailureVerdict(rule.Action, message);
        }

        return new FailureVerdict(null, null);
    }

    private static string? Match(PodFailurePolicyRule rule, Pod pod, int index)
    {
        var name = $"{pod.Metadata.Namespace}/{pod.Metadata.Name}";
        if (rule.OnExitCodes is { } codes)
        {
            foreach (var status in pod.Status.ContainerStatuses.Concat(pod.Status.InitContainerStatuses))
            {
                if (status.State?.Terminated is not { ExitCode: not 0 } ended || (codes.ContainerName is { } container && container != status.Name)) continue;
                if (codes.Values.Contains(ended.ExitCode) == (codes.Operator == "In"))
                    return $"Container {status.Name} for pod {name} failed with exit code {ended.ExitCode} matching {rule.Action} rule at index {index}";
            }

            return null;
        }

        foreach (var pattern in rule.OnPodConditions)
        {
            if (pod.Status.Conditions.Any(condition => condition.Type == pattern.Type && condition.Status == (pattern.Status.Length == 0 ? "True" : pattern.Status)))
                return $"Pod {name} has condition {pattern.Type} matching {rule.Action} rule at index {index}";
        }

        return null;
    }
}

/// <param name="Action">The action of the rule that matched; null: none did.</param>
/// <param name="Message">What matched, in words.</param>
internal readonly record struct FailureVerdict(string? Action, string? Message)
{
    /// <summary>Whether the failure counts towards the back-off limit.</summary>
    public bool Counts => Action != "Ignore";
}
