using Podlab.Engine.Kubelet.Containers;
using Podlab.Engine.Kubelet.Images;
using Podlab.Engine.Kubelet.Pleg;
using Podlab.Engine.Kubelet.Probes;
using Podlab.Engine.Kubelet.Resources;
using Podlab.Engine.Kubelet.StaticPods;
using Podlab.Engine.Kubelet.Status;
using Podlab.Engine.Kubelet.Volumes;
using Podlab.Engine.Kubelet.Workers;

namespace Podlab.Engine.Kubelet;

/// <summary>One sync of a pod, stage by stage: the status first, from what is known; then the deeds, whose results the next status tells.</summary>
/// <remarks>Follows pkg/kubelet/kubelet.go SyncPod, SyncTerminatingPod and SyncTerminatedPod (v1.36.3).</remarks>
internal sealed class PodSyncer(
    KubeletContext context,
    PodLifecycleEventGenerator pleg,
    StatusManager statuses,
    PodStatusBuilder builder,
    ProbeManager probes,
    VolumeManager volumes,
    ImageManager images,
    PodRunner runner,
    ContainerKiller killer,
    MirrorPods mirrors,
    ResizeAdmission resizes) : IPodSyncer
{
    /// <summary>Called when a pod has left the node.</summary>
    public Action<PodWorker>? Finished { get; set; }

    /// <summary>Asks for another sync.</summary>
    public Action<PodWorker>? Resync { get; set; }

    public async ValueTask<SyncOutcome> SyncAsync(PodWorker pod, CancellationToken cancellation)
    {
        ActiveDeadline.Check(context, pod);
        var state = pod.Runtime.State;
        resizes.Check(pod, state);
        var status = builder.Build(pod, state, isEnding: false);
        statuses.Set(pod, status);
        if (PodPhases.IsTerminal(status.Phase)) return SyncOutcome.Terminal;
        mirrors.Ensure(pod);
        try
        {
            if (await volumes.MountAsync(pod, cancellation) is { } unmounted)
            {
                context.Events.Event(pod.Pod, "Warning", "FailedMount", $"Unable to attach or mount volumes: {unmounted}");
                return new SyncOutcome { Failed = true };
            }

            await volumes.UpdateAsync(pod);
            foreach (var secret in PullSecrets.Missing(context, pod.Pod))
                context.Events.Event(pod.Pod, "Warning", "FailedToRetrieveImagePullSecret", $"Unable to retrieve some image pull secrets ({secret}); attempting to pull the image may not succeed.");
            probes.Add(pod);
            // What has begun is done: a deletion waits for the pull or the hook that runs (kubelet.go SyncPod: context.WithoutCancel).
            var outcome = await runner.RunAsync(pod, state);
            // What a resize has come to is told by the next sync, which does not wait for a change of any container's state.
            if (pod.Resize is { IsInProgress: true, Error: null } && Resync is { } resync) pleg.WaitForRelist(pod, resync);
            return outcome;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return new SyncOutcome { Failed = true };
        }
    }

    public async ValueTask SyncTerminatingAsync(PodWorker pod)
    {
        statuses.Set(pod, builder.Build(pod, pod.Runtime.State, isEnding: false));
        pod.Probes.StopLivenessAndStartup();
        await killer.KillPodAsync(pod, pod.Runtime.Read(context.Runtime));
        pod.Probes.Stop();
        pod.Stage = WorkType.Terminated;
        statuses.Set(pod, builder.Build(pod, pod.Runtime.Read(context.Runtime), isEnding: true));
    }

    public async ValueTask<bool> SyncTerminatedAsync(PodWorker pod)
    {
        statuses.Set(pod, FinalStatus.Of(pod, builder.Build(pod, pod.Runtime.State, isEnding: true)));
        await volumes.UnmountAsync(pod);
        runner.Forget(pod.Uid);
        images.Forget(pod.Uid);
        statuses.Delete(pod);
        Finished?.Invoke(pod);
        return true;
    }

    /// <summary>Clears the runtime of all that a pod left, once the API has forgotten the pod.</summary>
    public async ValueTask RemoveAsync(PodWorker pod)
    {
        foreach (var container in pod.Runtime.Containers) await context.Runtime.RemoveContainerAsync(container);
        foreach (var sandbox in pod.Runtime.Sandboxes)
        {
            pleg.Forget(sandbox);
            await context.Runtime.RemovePodSandboxAsync(sandbox);
        }
    }
}
