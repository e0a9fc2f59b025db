using Podlab.Api;
using Podlab.Api.Model;

namespace Podlab.Engine.Controllers.Pods;

/// <summary>Says on a pod why it is about to be taken away.</summary>
internal static class PodDisruptions
{
    public static void Mark(ControllerContext context, Pod pod, string reason, string message, string component)
    {
        if (pod.IsFinished() || pod.Condition("DisruptionTarget") is { Status: "True" }) return;
        var condition = new PodCondition
        {
            Type = "DisruptionTarget", Status = "True", Reason = reason, Message = message, ObservedGeneration = pod.Metadata.Generation, LastTransitionTime = context.Clock.Now,
        };
        var others = pod.Status.Conditions.Where(other => other.Type != condition.Type).ToValueList();
        context.Of<Pod>().UpdateStatus(pod with { Status = pod.Status with { Conditions = others.Add(condition) } }, component);
    }
}
