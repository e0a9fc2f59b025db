using Podlab.Api;
using Podlab.Api.Model;

namespace Podlab.Engine.Controllers.Pods;

/// <summary>Says on a pod why it is about to be taken away.</summary>
internal static class PodDisruptions
{
    public static Pod Marked(Pod pod, string reason, string message, DateTimeOffset now)
    {
        if (pod.IsFinished() || pod.Condition("DisruptionTarget") is { Status: "True" }) return pod;
        var condition = new PodCondition { Type = "DisruptionTarget", Status = "True", Reason = reason, Message = message, ObservedGeneration = pod.Metadata.Generation, LastTransitionTime = now };
        return pod with { Status = pod.Status with { Conditions = pod.Status.Conditions.Where(other => other.Type != condition.Type).ToValueList().Add(condition) } };
    }
}
