using Podlab.Api;
using Podlab.Api.Model;

namespace Podlab.Engine.Controllers.Deployments;

/// <summary>Reading and setting a Deployment's conditions.</summary>
internal static class DeploymentConditions
{
    public const string Available = "Available";
    public const string Progressing = "Progressing";
    public const string ReplicaFailure = "ReplicaFailure";

    public static DeploymentCondition? Find(DeploymentStatus status, string type) => status.Conditions.FirstOrDefault(condition => condition.Type == type);

    /// <summary>An equal status and reason changes nothing; an equal status alone keeps the time of the transition.</summary>
    public static DeploymentStatus Set(DeploymentStatus status, string type, bool value, string reason, string message, DateTimeOffset now)
    {
        var current = Find(status, type);
        var text = value ? "True" : "False";
        if (current is not null && current.Status == text && current.Reason == reason) return status;
        return Put(status, new DeploymentCondition
        {
            Type = type,
            Status = text,
            Reason = reason,
            Message = message,
            LastUpdateTime = now,
            LastTransitionTime = current?.Status == text ? current.LastTransitionTime : now,
        });
    }

    public static DeploymentStatus Put(DeploymentStatus status, DeploymentCondition condition) =>
        status with { Conditions = status.Conditions.Where(other => other.Type != condition.Type).Append(condition).ToValueList() };

    public static DeploymentStatus Remove(DeploymentStatus status, string type) =>
        Find(status, type) is null ? status : status with { Conditions = status.Conditions.Where(condition => condition.Type != type).ToValueList() };
}
