using Podlab.Api;
using Podlab.Api.Model;
using Podlab.Engine.Apiserver;
using Podlab.Engine.Events;

namespace Podlab.Engine.Controllers.Deployments;

/// <summary>Makes a ReplicaSet per pod template and moves pods from the old ones to the new one.</summary>
/// <remarks>Follows pkg/controller/deployment/deployment_controller.go (v1.36.3).</remarks>
internal sealed class DeploymentController : Controller
{
    private const string Component = "deployment-controller";
    private readonly ResourceClient<Deployment> deployments;
    private readonly ObjectIndex<ReplicaSet> byOwner;
    private readonly ObjectIndex<ReplicaSet> orphans;
    private readonly IEventRecorder recorder;

    public DeploymentController(ControllerContext context)
        : base(context, Component)
    {
        deployments = context.Of<Deployment>();
        byOwner = context.Of<ReplicaSet>().Index(set => Owners.ControllerOf(set.Metadata)?.Uid);
        orphans = context.Of<ReplicaSet>().Index(set => Owners.ControllerOf(set.Metadata) is null ? set.Metadata.Namespace : null);
        recorder = context.Recorder(Component);
    }

    private protected override Retries Retries => Retries.Fifteen;

    protected override void Subscribe()
    {
        Watch<Deployment>((deployment, _) => Enqueue(deployment));
        Watch<ReplicaSet>(SetChanged);
        Watch<Pod>((_, _) => { }, PodDeleted);
    }

    protected override void Reconcile(ObjectKey key)
    {
        if (deployments.Find(key.Namespace, key.Name) is not { } deployment) return;
        var selector = deployment.Spec.Selector.ToQuery();
        if (selector.MatchesEverything)
        {
            recorder.Event(deployment, "Warning", "SelectingAll", "This deployment is selecting all pods. A non-empty selector is required.");
            if (deployment.Status.ObservedGeneration < deployment.Metadata.Generation)
                deployments.UpdateStatus(deployment with { Status = deployment.Status with { ObservedGeneration = deployment.Metadata.Generation } }, Component);
            return;
        }

        var sets = Claims.Claim(Context.Of<ReplicaSet>(), deployment, byOwner.Find(deployment.Metadata.Uid ?? "").Concat(orphans.Find(key.Namespace)), metadata => selector.Matches(metadata.Labels));
        var rollout = new DeploymentRollout(Context, new DeploymentSets(Context, recorder, Component, deployment, sets));
        if (deployment.Metadata.DeletionTimestamp is not null) rollout.StatusOnly();
        else if (rollout.Step() is { } wait) EnqueueAfter(key, wait);
    }

    private void SetChanged(ReplicaSet set, ReplicaSet? old)
    {
        var owner = Owners.ControllerOf(set.Metadata);
        if (old is not null && Owners.ControllerOf(old.Metadata) is { } before && before.Uid != owner?.Uid) EnqueueOwner(set, before);
        if (owner is not null)
        {
            EnqueueOwner(set, owner);
            return;
        }

        foreach (var deployment in deployments.List(set.Metadata.Namespace))
        {
            if (deployment.Spec.Selector.ToQuery() is { MatchesEverything: false } selector && selector.Matches(set.Metadata.Labels)) Enqueue(deployment);
        }
    }

    /// <summary>Recreate waits for the last old pod to go.</summary>
    private void PodDeleted(Pod pod)
    {
        if (Owners.ControllerOf(pod.Metadata) is not { Kind: "ReplicaSet" } owner) return;
        if (Context.Of<ReplicaSet>().Find(pod.Metadata.Namespace ?? "", owner.Name) is not { } set || Owners.ControllerOf(set.Metadata) is not { Kind: "Deployment" } above) return;
        var key = new ObjectKey(pod.Metadata.Namespace ?? "", above.Name);
        if (deployments.Find(key.Namespace, key.Name) is { Spec.Strategy.Type: "Recreate" }) Enqueue(key);
    }

    private void EnqueueOwner(ReplicaSet set, OwnerReference owner)
    {
        if (owner.Kind == "Deployment") Enqueue(new ObjectKey(set.Metadata.Namespace ?? "", owner.Name));
    }
}
