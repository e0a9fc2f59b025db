using Podlab.Api.Model;
using Podlab.Engine.Controllers.Pods;

namespace Podlab.Engine.Controllers.Deployments;

/// <summary>One reconciliation of one Deployment: which of its ways of moving applies now, and what it says about itself afterwards.</summary>
/// <remarks>Follows pkg/controller/deployment/{deployment_controller,sync,recreate}.go (v1.36.3).</remarks>
internal sealed class DeploymentRollout(ControllerContext context, DeploymentSets sets)
{
    private Deployment Deployment => sets.Deployment;

    private DateTimeOffset Now => context.Clock.Now;

    /// <summary>Brings the ReplicaSets a step nearer. Gives the time after which to look again, or null.</summary>
    public TimeSpan? Step()
    {
        if (DeploymentProgress.WithPause(Deployment, Now) is { } paused) sets.UpdateStatusUnseen(paused);
        var rollsBack = RevisionAnnotations.RollsBackTo(Deployment) is not null;
        if (rollsBack && !Deployment.Spec.Paused)
        {
            sets.Split(create: true);
            DeploymentRollback.Run(sets);
            return null;
        }

        if (Deployment.Spec.Paused || IsScaling())
        {
            sets.Split(create: false);
            Scale();
            if (Deployment.Spec.Paused && !rollsBack) sets.CleanUp();
            return SyncStatus(judge: false);
        }

        return Deployment.Spec.Strategy.Type == "Recreate" ? Recreate() : Roll();
    }

    /// <summary>For a Deployment that is going away: only tell how things are.</summary>
    public void StatusOnly()
    {
        sets.Split(create: false);
        SyncStatus(judge: false);
    }

    private static bool IsActive(ReplicaSet set) => DeploymentSets.SizeOf(set) > 0;

    private TimeSpan? Roll()
    {
        sets.Split(create: true);
        if (!new RollingUpdate(sets).Step() && DeploymentProgress.IsComplete(Deployment, Deployment.Status)) sets.CleanUp();
        return SyncStatus(judge: true);
    }

    private TimeSpan? Recreate()
    {
        sets.Split(create: false);
        var scaledDown = false;
        foreach (var set in sets.Old.Where(IsActive).ToList()) scaledDown |= sets.ScaleTo(set, 0);
        if (scaledDown || sets.Old.Any(StillRuns)) return SyncStatus(judge: true);
        if (sets.Current is null) sets.Split(create: true);
        if (sets.Current is not null) sets.ScaleTo(sets.Current, sets.Desired);
        if (DeploymentProgress.IsComplete(Deployment, Deployment.Status)) sets.CleanUp();
        return SyncStatus(judge: true);
    }

    /// <summary>A pod counts until it has ended: the new ones come only when no old one runs any more.</summary>
    private bool StillRuns(ReplicaSet set) => context.Pods.OfController(set.Metadata.Uid ?? "").Any(pod => !pod.IsFinished());

    private bool IsScaling()
    {
        sets.Split(create: false);
        return sets.All.Where(IsActive).Any(set => RevisionAnnotations.Desired(set) is { } desired && desired != sets.Desired);
    }

    /// <summary>The Deployment's size changed: one active set takes it all; in mid-rollout all grow or shrink in proportion.</summary>
    private void Scale()
    {
        var active = sets.All.Where(IsActive).ToList();
        if (active.Count <= 1)
        {
            var only = active.Count == 1 ? active[0] : sets.Current ?? sets.All.LastOrDefault();
            if (only is not null && DeploymentSets.SizeOf(only) != sets.Desired) sets.ScaleTo(only, sets.Desired);
            return;
        }

        if (sets.Current is not null && IsSaturated(sets.Current))
        {
            foreach (var set in sets.Old.Where(IsActive).ToList()) sets.ScaleTo(set, 0);
            return;
        }

        if (Deployment.Spec.Strategy.Type != "RollingUpdate") return;
        foreach (var (set, size) in ProportionalScaling.Share(Deployment, active)) sets.ScaleOrNote(set, size);
    }

    private bool IsSaturated(ReplicaSet set) =>
        set.Spec.Replicas == sets.Desired && RevisionAnnotations.Desired(set) == sets.Desired && set.Status.AvailableReplicas == sets.Desired;

    private TimeSpan? SyncStatus(bool judge)
    {
        var status = DeploymentStatusCalculator.Calculate(Deployment, sets.All, sets.Current, Now);
        if (judge) status = DeploymentProgress.Judge(Deployment, status, sets.All, sets.Current, Now);
        sets.UpdateStatus(status);
        return judge ? DeploymentProgress.UntilDeadline(Deployment, Deployment.Status, Now) : null;
    }
}
