using Podlab.Engine.Kubelet.Pleg;

namespace Podlab.Engine.Kubelet.Workers;

/// <summary>Runs one sync per pod at a time, and decides when the next one comes.</summary>
/// <remarks>Follows pkg/kubelet/pod_workers.go (v1.36.3): podWorkerLoop and completeWork.</remarks>
internal sealed class PodWorkers(KubeletContext context, PodLifecycleEventGenerator pleg, IPodSyncer syncer)
{
    private const double JitterFactor = 0.5;
    private static readonly TimeSpan ResyncInterval = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan RetryPeriod = TimeSpan.FromSeconds(10);

    /// <summary>How often the queue of due pods is looked at.</summary>
    private static readonly TimeSpan QueuePeriod = TimeSpan.FromSeconds(1);

    private bool isStopped;

    /// <summary>Begins no further sync until <see cref="Resume"/>: the kubelet is dead or cut off, the containers run on.</summary>
    public void Stop(IEnumerable<PodWorker> pods)
    {
        isStopped = true;
        foreach (var pod in pods)
        {
            pod.NextSync?.Dispose();
            pod.NextSync = null;
            pod.Probes.Stop();
        }
    }

    public void Resume() => isStopped = false;

    /// <summary>Wants a sync: at once, or when the present one has ended.</summary>
    public void Update(PodWorker pod)
    {
        if (pod.IsFinished || isStopped) return;
        if (pod.IsWorking)
        {
            pod.IsPending = true;
            return;
        }

        pod.IsWorking = true;
        pod.NextSync?.Dispose();
        pod.NextSync = null;
        context.Clock.Post(pod.Begin ??= BeginningOf(pod));
    }

    private Action BeginningOf(PodWorker pod) => () => Begin(pod);

    private Action WakingOf(PodWorker pod) => () => Update(pod);

    /// <summary>Ends the pod: its containers are stopped, whatever its worker does now.</summary>
    public void Terminate(PodWorker pod)
    {
        if (pod.Stage == WorkType.Sync)
        {
            pod.Stage = WorkType.Terminating;
            pod.Deadline?.Dispose();
            pod.Cancellation?.Cancel();
        }

        Update(pod);
    }

    private void Begin(PodWorker pod)
    {
        if (isStopped) pod.IsWorking = false;
        if (pod.IsFinished || isStopped) return;
        if (pod.Runtime.IsNewerThanLastSync(pleg.LastRelist(context.Clock.Now))) Run(pod);
        else pleg.WaitForRelist(pod, Begin);
    }

    private async void Run(PodWorker pod)
    {
        var outcome = SyncOutcome.Done;
        var phaseTransition = false;
        switch (pod.Stage)
        {
            case WorkType.Sync:
                pod.Cancellation ??= new CancellationTokenSource();
                outcome = await syncer.SyncAsync(pod, pod.Cancellation.Token);
                if (outcome.IsTerminal && pod.Stage == WorkType.Sync)
                {
                    pod.Stage = WorkType.Terminating;
                    pod.Deadline?.Dispose();
                    phaseTransition = true;
                }

                break;
            case WorkType.Terminating:
                await syncer.SyncTerminatingAsync(pod);
                phaseTransition = true;
                break;
            default:
                if (await syncer.SyncTerminatedAsync(pod))
                {
                    Finish(pod);
                    return;
                }

                outcome = new SyncOutcome { Failed = true };
                break;
        }

        pod.Runtime.MarkSynced(context.Clock.Now);
        if (outcome is { Acted: true, Failed: false }) pleg.RelistNow(pod);
        Complete(pod, outcome, phaseTransition);
    }

    private void Complete(PodWorker pod, SyncOutcome outcome, bool phaseTransition)
    {
        pod.IsWorking = false;
        if (phaseTransition || pod.IsPending || outcome.GoesOn)
        {
            pod.IsPending = false;
            Update(pod);
            return;
        }

        var now = context.Clock.Now;
        var delay = ResyncInterval;
        if (outcome.Failed)
        {
            delay = outcome.RetryAt is { } at ? at - now : RetryPeriod;
            if (delay < TimeSpan.Zero) delay = TimeSpan.Zero;
            if (delay > ResyncInterval) delay = ResyncInterval;
        }

        if (isStopped) return;
        var due = pleg.NextTick(now + context.Jitter(delay, JitterFactor), QueuePeriod);
        pod.NextSync = context.Clock.Schedule(due - now, pod.Wake ??= WakingOf(pod));
    }

    private static void Finish(PodWorker pod)
    {
        pod.IsFinished = true;
        pod.IsWorking = false;
        pod.NextSync?.Dispose();
        pod.Deadline?.Dispose();
        pod.Probes.Stop();
        pod.Cancellation?.Dispose();
    }
}
