using System.Globalization;
using Podlab.Api.Model;
using Podlab.Engine.Controllers.Pods;

namespace Podlab.Engine.Controllers.Jobs;

/// <summary>Questions about a Job and its pods (pkg/controller/job/utils.go and job_controller.go, v1.36.3).</summary>
internal static class JobFacts
{
    public static bool IsFinished(this Job job) => job.Status.Conditions.Any(condition => condition is { Type: JobNames.Complete or JobNames.Failed, Status: "True" });

    public static bool IsSuspended(this Job job) => job.Spec.Suspend == true;

    public static bool IsIndexed(this Job job) => job.Spec.CompletionMode == "Indexed";

    public static bool RetriesPerIndex(this Job job) => job.IsIndexed() && job.Spec.BackoffLimitPerIndex is not null;

    /// <summary>Whether a pod is replaced only when it has ended, and not while it is on its way out.</summary>
    public static bool ReplacesOnlyFailed(this Job job) => job.Spec.PodReplacementPolicy == "Failed" || job.Spec.PodFailurePolicy is not null;

    public static bool IsManagedByAnother(this Job job) => job.Spec.ManagedBy is { } manager && manager != JobNames.OwnManager;

    public static JobCondition? TrueCondition(this Job job, string type) => job.Status.Conditions.FirstOrDefault(condition => condition.Type == type && condition.Status == "True");

    public static bool HasFinalizer(Pod pod) => pod.Metadata.Finalizers.Contains(JobNames.Finalizer);

    public static bool HasSucceeded(Pod pod) => pod.Status.Phase == "Succeeded";

    public static bool HasFailed(this Job job, Pod pod) =>
        pod.Status.Phase == "Failed" || (!job.ReplacesOnlyFailed() && pod.Metadata.DeletionTimestamp is not null && pod.Status.Phase != "Succeeded");

    /// <summary>The pod's place among the completions; null when it has none.</summary>
    public static int? IndexOf(Pod pod) =>
        pod.Metadata.Annotations.TryGetValue(JobNames.CompletionIndex, out var text) && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : null;

    public static int Count(Pod pod, string annotation) =>
        pod.Metadata.Annotations.TryGetValue(annotation, out var text) && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : 0;

    /// <summary>When a pod ended: as its containers say, else its readiness, else its deletion; without any of these since it was made.</summary>
    public static DateTimeOffset FinishTime(Pod pod, DateTimeOffset now)
    {
        DateTimeOffset? latest = null;
        foreach (var status in pod.Status.ContainerStatuses)
        {
            if (status.State?.Terminated?.FinishedAt is not { } time)
            {
                latest = null;
                break;
            }

            if (latest is null || time > latest) latest = time;
        }

        if (latest is null && pod.Condition("Ready") is { Status: "False", LastTransitionTime: { } unready }) latest = unready;
        if (latest is null && pod.Metadata.DeletionTimestamp is { } deletion) latest = deletion.AddSeconds(-(pod.Metadata.DeletionGracePeriodSeconds ?? 0));
        return WholeSecond(latest ?? pod.Metadata.CreationTimestamp ?? now);
    }

    /// <summary>Times in the API have no fractions.</summary>
    public static DateTimeOffset WholeSecond(DateTimeOffset time) => new(time.UtcTicks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, TimeSpan.Zero);
}
