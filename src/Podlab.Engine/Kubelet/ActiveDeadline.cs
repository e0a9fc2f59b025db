using Podlab.Engine.Kubelet.Status;
using Podlab.Engine.Kubelet.Workers;

namespace Podlab.Engine.Kubelet;

/// <summary>Ends pods that have been active longer than they may.</summary>
/// <remarks>Follows pkg/kubelet/active_deadline.go (v1.36.3).</remarks>
internal static class ActiveDeadline
{
    private const string Reason = "DeadlineExceeded";
    private const string Message = "Pod was active on the node longer than the specified deadline";

    /// <summary>When the pod's time is over; null: it has no end, or has not begun.</summary>
    public static DateTimeOffset? Of(PodWorker pod) =>
        pod.Pod.Spec.ActiveDeadlineSeconds is { } seconds && (pod.Status.Current?.StartTime ?? pod.Pod.Status.StartTime) is { } start ? start.AddSeconds(seconds) : null;

    public static void Check(KubeletContext context, PodWorker pod)
    {
        if (pod.StatusOverride is not null || Of(pod) is not { } deadline || context.Wall.Now < deadline) return;
        pod.StatusOverride = status =>
        {
            context.Events.Event(pod.Pod, "Normal", Reason, Message);
            return status with { Phase = PodPhases.Failed, Reason = Reason, Message = Message };
        };
    }
}
