using Podlab.Api.Model;

namespace Podlab.Engine.Controllers.Deployments;

/// <summary>Whether a rollout moves, has arrived or is stuck.</summary>
/// <remarks>Follows pkg/controller/deployment/progress.go and util/deployment_util.go (v1.36.3).</remarks>
internal static class DeploymentProgress
{
    public const string NewReplicaSetAvailable = "NewReplicaSetAvailable";
    public const string DeadlineExceeded = "ProgressDeadlineExceeded";
    public const string Paused = "DeploymentPaused";

    /// <summary>MaxInt32 stands for no deadline.</summary>
    public static bool HasDeadline(Deployment deployment) => deployment.Spec.ProgressDeadlineSeconds is not null and not int.MaxValue;

    public static bool IsComplete(Deployment deployment, DeploymentStatus status)
    {
        var desired = deployment.Spec.Replicas ?? 1;
        return status.UpdatedReplicas == desired && status.Replicas == desired && status.AvailableReplicas == desired && status.ObservedGeneration >= deployment.Metadata.Generation;
    }

    /// <summary>A pause stops the deadline's clock: the status that says so, or that it is over; null where it says so already.</summary>
    public static DeploymentStatus? WithPause(Deployment deployment, DateTimeOffset now)
    {
        if (!HasDeadline(deployment)) return null;
        var condition = DeploymentConditions.Find(deployment.Status, DeploymentConditions.Progressing);
        if (condition?.Reason == DeadlineExceeded || deployment.Spec.Paused == (condition?.Reason == Paused)) return null;
        return DeploymentConditions.Put(deployment.Status, new DeploymentCondition
        {
            Type = DeploymentConditions.Progressing,
            Status = "Unknown",
            Reason = deployment.Spec.Paused ? Paused : "DeploymentResumed",
            Message = deployment.Spec.Paused ? "Deployment is paused" : "Deployment is resumed",
            LastUpdateTime = now,
            LastTransitionTime = condition?.Status == "Unknown" ? condition.LastTransitionTime : now,
        });
    }

    public static DeploymentStatus Judge(Deployment deployment, DeploymentStatus status, IReadOnlyList<ReplicaSet> all, ReplicaSet? current, DateTimeOffset now)
    {
        if (!HasDeadline(deployment)) status = DeploymentConditions.Remove(status, DeploymentConditions.Progressing);
        var condition = DeploymentConditions.Find(deployment.Status, DeploymentConditions.Progressing);
        var complete = status.Replicas == status.UpdatedReplicas && condition?.Reason == NewReplicaSetAvailable;
        if (HasDeadline(deployment) && !complete)
        {
            var subject = current is null ? $"Deployment \"{deployment.Metadata.Name}\"" : $"ReplicaSet \"{current.Metadata.Name}\"";
            if (IsComplete(deployment, status))
            {
                status = DeploymentConditions.Set(status, DeploymentConditions.Progressing, true, NewReplicaSetAvailable, $"{subject} has successfully progressed.", now);
            }
            else if (IsProgressing(deployment.Status, status))
            {
                var moved = new DeploymentCondition
                {
                    Type = DeploymentConditions.Progressing,
                    Status = "True",
                    Reason = "ReplicaSetUpdated",
                    Message = $"{subject} is progressing.",
                    LastUpdateTime = now,
                    LastTransitionTime = condition?.Status == "True" ? condition.LastTransitionTime : now,
                };
                status = DeploymentConditions.Put(status, moved);
            }
            else if (TimedOut(deployment, status, now))
            {
                status = DeploymentConditions.Set(status, DeploymentConditions.Progressing, false, DeadlineExceeded, $"{subject} has timed out progressing.", now);
            }
        }

        return Failure(all, current) is { } failure
            ? DeploymentConditions.Set(status, DeploymentConditions.ReplicaFailure, failure.Status == "True", failure.Reason ?? "", failure.Message ?? "", failure.LastTransitionTime ?? now)
            : DeploymentConditions.Remove(status, DeploymentConditions.ReplicaFailure);
    }

    /// <summary>How long until the deadline will have passed if nothing moves; null when nothing is to be waited for.</summary>
    public static TimeSpan? UntilDeadline(Deployment deployment, DeploymentStatus status, DateTimeOffset now)
    {
        if (!HasDeadline(deployment) || IsComplete(deployment, status)) return null;
        if (DeploymentConditions.Find(status, DeploymentConditions.Progressing) is not { LastUpdateTime: { } since } condition) return null;
        if (condition.Reason is NewReplicaSetAvailable or DeadlineExceeded or Paused) return null;
        // A second more, as the real one: the API's times have no fractions.
        var wait = since.AddSeconds(deployment.Spec.ProgressDeadlineSeconds!.Value + 1) - now;
        return wait > TimeSpan.Zero ? wait : TimeSpan.FromMilliseconds(1);
    }

    private static bool IsProgressing(DeploymentStatus old, DeploymentStatus status) =>
        status.UpdatedReplicas > old.UpdatedReplicas
        || status.Replicas - status.UpdatedReplicas < old.Replicas - old.UpdatedReplicas
        || status.ReadyReplicas > old.ReadyReplicas
        || status.AvailableReplicas > old.AvailableReplicas;

    private static bool TimedOut(Deployment deployment, DeploymentStatus status, DateTimeOffset now)
    {
        if (DeploymentConditions.Find(status, DeploymentConditions.Progressing) is not { } condition) return false;
        if (condition.Reason == NewReplicaSetAvailable) return false;
        if (condition.Reason == DeadlineExceeded) return true;
        return condition.LastUpdateTime is { } since && since.AddSeconds(deployment.Spec.ProgressDeadlineSeconds!.Value) < now;
    }

    private static ReplicaSetCondition? Failure(IReadOnlyList<ReplicaSet> all, ReplicaSet? current) =>
        current?.Status.Conditions.FirstOrDefault(condition => condition.Type == "ReplicaFailure")
        ?? all.Select(set => set.Status.Conditions.FirstOrDefault(condition => condition.Type == "ReplicaFailure")).FirstOrDefault(condition => condition is not null);
}
