namespace Podlab.Engine.Kubelet.Containers;

/// <summary>Why a container did not start.</summary>
/// <param name="Reason">As in a waiting state: <c>ErrImagePull</c>, <c>CrashLoopBackOff</c>.</param>
/// <param name="RetryAt">When a back-off ends; null: try again at the usual time.</param>
internal sealed record StartFailure(string Reason, string Message, DateTimeOffset? RetryAt = null)
{
    public const string CrashLoopBackOff = "CrashLoopBackOff";
    public const string ImagePullBackOff = "ImagePullBackOff";
    public const string ErrImagePull = "ErrImagePull";
    public const string ErrImageNeverPull = "ErrImageNeverPull";
    public const string InvalidImageName = "InvalidImageName";
    public const string CreateContainerConfigError = "CreateContainerConfigError";
    public const string CreateContainerError = "CreateContainerError";
    public const string RunContainerError = "RunContainerError";
    public const string PostStartHookError = "PostStartHookError";
}
