namespace Podlab.Engine.Controllers.Jobs;

/// <summary>The words that a Job writes on its pods and itself (staging/src/k8s.io/api/batch/v1/types.go).</summary>
internal static class JobNames
{
    public const string Finalizer = "batch.kubernetes.io/job-tracking";
    public const string CompletionIndex = "batch.kubernetes.io/job-completion-index";
    public const string IndexFailureCount = "batch.kubernetes.io/job-index-failure-count";
    public const string IndexIgnoredFailureCount = "batch.kubernetes.io/job-index-ignored-failure-count";
    public const string IndexVariable = "JOB_COMPLETION_INDEX";
    public const string OwnManager = "kubernetes.io/job-controller";

    public const string Complete = "Complete";
    public const string Failed = "Failed";
    public const string FailureTarget = "FailureTarget";
    public const string SuccessCriteriaMet = "SuccessCriteriaMet";
    public const string Suspended = "Suspended";
}
