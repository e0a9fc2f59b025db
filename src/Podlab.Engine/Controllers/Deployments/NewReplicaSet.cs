using Podlab.Api.Model;

namespace Podlab.Engine.Controllers.Deployments;

/// <summary>The ReplicaSet that is made for a Deployment's template (pkg/controller/deployment/sync.go getNewReplicaSet, v1.36.3).</summary>
internal static class NewReplicaSet
{
    public static ReplicaSet Of(Deployment deployment, long revision, int size)
    {
        var hash = PodTemplateHash.Of(deployment.Spec.Template, deployment.Status.CollisionCount);
        var desired = deployment.Spec.Replicas ?? 1;
        var metadata = new ObjectMeta
        {
            Name = $"{deployment.Metadata.Name}-{hash}",
            Namespace = deployment.Metadata.Namespace,
            OwnerReferences = [Owners.ReferenceTo(deployment)],
            Labels = deployment.Spec.Template.Metadata.Labels.Set(PodTemplateHash.Label, hash),
        };
        var selector = deployment.Spec.Selector ?? LabelSelector.Empty;
        return new ReplicaSet
        {
            Metadata = RevisionAnnotations.WithReplicas(RevisionAnnotations.ForNewSet(metadata, deployment.Metadata, revision, exists: false), desired, desired + RollingBounds.Of(deployment).MaxSurge),
            Spec = new ReplicaSetSpec
            {
                Replicas = size,
                MinReadySeconds = deployment.Spec.MinReadySeconds,
                Selector = selector with { MatchLabels = selector.MatchLabels.Set(PodTemplateHash.Label, hash) },
                Template = PodTemplateHash.With(deployment.Spec.Template, hash),
            },
        };
    }
}
