using Podlab.Api.Model;

namespace Podlab.Engine.Controllers.Deployments;

/// <summary>What the annotation <c>deprecated.deployment.rollback.to</c> asks for: the template of an earlier revision becomes the Deployment's own.</summary>
/// <remarks>Follows pkg/controller/deployment/rollback.go (v1.36.3). kubectl writes the template itself; only clients of the first API ask so.</remarks>
internal static class DeploymentRollback
{
    public static void Run(DeploymentSets sets)
    {
        var revision = RevisionAnnotations.RollsBackTo(sets.Deployment) ?? 0;
        if (revision == 0 && (revision = OneBefore(sets)) == 0) Refuse(sets, "DeploymentRollbackRevisionNotFound", "Unable to find last revision.");
        else if (sets.All.FirstOrDefault(set => RevisionAnnotations.RevisionOf(set.Metadata) == revision) is { } target) Take(sets, target, revision);
        else Refuse(sets, "DeploymentRollbackRevisionNotFound", "Unable to find the revision to rollback to.");
    }

    private static long OneBefore(DeploymentSets sets) => sets.All.Select(set => RevisionAnnotations.RevisionOf(set.Metadata)).OrderDescending().Distinct().ElementAtOrDefault(1);

    private static void Take(DeploymentSets sets, ReplicaSet target, long revision)
    {
        var deployment = sets.Deployment;
        if (PodTemplateHash.SameButForHash(deployment.Spec.Template, target.Spec.Template))
        {
            Refuse(sets, "DeploymentRollbackTemplateUnchanged", $"The rollback revision contains the same template as current deployment \"{deployment.Metadata.Name}\"");
            return;
        }

        var labels = target.Spec.Template.Metadata.Labels.Remove(PodTemplateHash.Label);
        var template = target.Spec.Template with { Metadata = target.Spec.Template.Metadata with { Labels = labels } };
        var annotations = RevisionAnnotations.TakenBack(deployment.Metadata.Annotations, target.Metadata.Annotations);
        Write(sets, deployment with { Metadata = deployment.Metadata with { Annotations = annotations }, Spec = deployment.Spec with { Template = template } });
        sets.Event("Normal", "DeploymentRollback", $"Rolled back deployment \"{deployment.Metadata.Name}\" to revision {revision}");
    }

    private static void Refuse(DeploymentSets sets, string reason, string message)
    {
        sets.Event("Warning", reason, message);
        Write(sets, sets.Deployment);
    }

    /// <summary>The wish is gone with its fulfilment or its refusal.</summary>
    private static void Write(DeploymentSets sets, Deployment deployment) =>
        sets.Update(deployment with { Metadata = deployment.Metadata with { Annotations = deployment.Metadata.Annotations.Remove(RevisionAnnotations.RollbackTo) } });
}
