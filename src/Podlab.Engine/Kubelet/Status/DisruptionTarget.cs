using Podlab.Api.Model;

namespace Podlab.Engine.Kubelet.Status;

/// <summary>The condition by which others know that it was not the pod's fault.</summary>
internal static class DisruptionTarget
{
    private const string Type = "DisruptionTarget";

    public static PodStatus WithDisruption(this PodStatus status, Pod pod, string message)
    {
        var condition = PodConditions.Of(pod, pod.Status.Conditions, Type, true, "TerminationByKubelet", message);
        for (var i = 0; i < status.Conditions.Count; i++)
        {
            if (status.Conditions[i].Type == Type) return status with { Conditions = status.Conditions.SetItem(i, condition) };
        }

        return status with { Conditions = status.Conditions.Add(condition) };
    }
}
