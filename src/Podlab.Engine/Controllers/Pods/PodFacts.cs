using Podlab.Api.Model;

namespace Podlab.Engine.Controllers.Pods;

/// <summary>Questions that controllers ask about a pod (pkg/api/v1/pod/util.go, pkg/controller/controller_utils.go).</summary>
internal static class PodFacts
{
    public static bool IsFinished(this Pod pod) => pod.Status.Phase is "Succeeded" or "Failed";

    /// <summary>Not finished and not on its way out.</summary>
    public static bool IsActive(this Pod pod) => !pod.IsFinished() && pod.Metadata.DeletionTimestamp is null;

    /// <summary>On its way out and not finished yet.</summary>
    public static bool IsTerminating(this Pod pod) => !pod.IsFinished() && pod.Metadata.DeletionTimestamp is not null;

    public static PodCondition? Condition(this Pod pod, string type)
    {
        foreach (var condition in pod.Status.Conditions)
        {
            if (condition.Type == type) return condition;
        }

        return null;
    }

    public static bool IsReady(this Pod pod) => pod.Condition("Ready")?.Status == "True";

    public static bool IsAvailable(this Pod pod, int minReadySeconds, DateTimeOffset now) => pod.AvailableIn(minReadySeconds, now) == TimeSpan.Zero;

    /// <summary>How long until a ready pod counts as available: zero when it does already; null when it is not ready.</summary>
    public static TimeSpan? AvailableIn(this Pod pod, int minReadySeconds, DateTimeOffset now)
    {
        if (pod.Condition("Ready") is not { Status: "True" } ready) return null;
        if (minReadySeconds == 0) return TimeSpan.Zero;
        if (ready.LastTransitionTime is not { } since) return null;
        var left = since.AddSeconds(minReadySeconds) - now;
        return left <= TimeSpan.Zero ? TimeSpan.Zero : left;
    }

    public static bool Matches(ObjectMeta metadata, Podlab.Api.ValueMap<string> labels)
    {
        foreach (var (key, value) in labels)
        {
            if (!metadata.Labels.TryGetValue(key, out var actual) || actual != value) return false;
        }

        return true;
    }
}
