using Podlab.Api.Model;
using Podlab.Engine.Kubelet.Backoffs;
using Podlab.Engine.Kubelet.Pleg;
using Podlab.Engine.Kubelet.Resources;
using Podlab.Engine.Kubelet.Workers;
using Podlab.Engine.Runtime;

namespace Podlab.Engine.Kubelet.Containers;

/// <summary>Does what <see cref="PodActionsPlanner"/> has planned: kills, makes the sandbox, starts containers that are not in back-off.</summary>
/// <remarks>Follows pkg/kubelet/kuberuntime/kuberuntime_manager.go SyncPod (v1.36.3).</remarks>
internal sealed class PodRunner(KubeletContext context, PodLifecycleEventGenerator pleg, SandboxStarter sandboxes, ContainerStarter starter, ContainerKiller killer)
{
    private static readonly TimeSpan FirstBackoff = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LastBackoff = TimeSpan.FromSeconds(300);
    private readonly Dictionary<string, BackoffSet> backoffs = new(StringComparer.Ordinal);

    /// <summary>Called when a pod's sandbox has come up.</summary>
    public Action<PodWorker>? SandboxReady { get; set; }

    public void Forget(string uid) => backoffs.Remove(uid);

    public async ValueTask<SyncOutcome> RunAsync(PodWorker pod, PodRuntimeState state)
    {
        var actions = PodActionsPlanner.Plan(pod.Pod, state, pod.Probes);
        if (actions.IsEmpty) return SyncOutcome.Done;
        var outcome = new SyncOutcome();
        if (actions.RestartsAll is { } source && InBackoff(pod, source, state) is { } waits)
        {
            pod.Reasons.Set(source.Name, waits);
            outcome.Fail(waits.RetryAt);
            return outcome;
        }

        if (actions.CreateSandbox && actions.Sandbox is not null) context.Events.Event(pod.Pod, "Normal", "SandboxChanged", "Pod sandbox changed, it will be killed and re-created.");
        if (actions.KillPod)
        {
            if (actions.Sandbox is not null)
            {
                await killer.KillPodAsync(pod, state);
                outcome.Acted = true;
                if (actions.CreateSandbox) await PurgeInitContainersAsync(pod);
            }
        }
        else
        {
            foreach (var (container, message, reason) in actions.Kill)
            {
                await killer.KillAsync(pod, container, message, reason);
                outcome.Acted = true;
            }
        }

        if (actions.RestartsAll is not null)
        {
            await ResetAsync(pod);
            outcome.Acted = outcome.GoesOn = true;
            return outcome;
        }

        var sandbox = actions.Sandbox;
        if (actions.CreateSandbox)
        {
            sandbox = await CreateSandboxAsync(pod, actions, outcome);
            if (sandbox is null) return outcome;
        }

        if (sandbox is { } ready) await StartAllAsync(pod, state, actions, ready, outcome);
        return outcome;
    }

    /// <summary>Takes away all containers, so that the next sync begins with the first; how often they ran is remembered.</summary>
    private async ValueTask ResetAsync(PodWorker pod)
    {
        for (var i = pod.Runtime.Containers.Count - 1; i >= 0; i--)
        {
            var id = pod.Runtime.Containers[i];
            if (context.Runtime.ContainerStatus(id) is { } status) pod.Runtime.Remember(status.Name, status.Attempt);
            pod.Runtime.Remove(id);
            await context.Runtime.RemoveContainerAsync(id);
        }
    }

    /// <summary>In a new sandbox initialization begins anew.</summary>
    private async ValueTask PurgeInitContainersAsync(PodWorker pod)
    {
        for (var i = pod.Runtime.Containers.Count - 1; i >= 0; i--)
        {
            var id = pod.Runtime.Containers[i];
            if (context.Runtime.ContainerStatus(id) is not { } status || !IsInit(pod.Pod.Spec, status.Name)) continue;
            pod.Runtime.Remove(id);
            await context.Runtime.RemoveContainerAsync(id);
        }
    }

    private static bool IsInit(PodSpec spec, string name)
    {
        foreach (var container in spec.InitContainers)
        {
            if (container.Name == name) return true;
        }

        return false;
    }

    private async ValueTask<SandboxId?> CreateSandboxAsync(PodWorker pod, PodActions actions, SyncOutcome outcome)
    {
        try
        {
            var made = await sandboxes.StartAsync(pod, actions.SandboxAttempt);
            pod.Runtime.Add(made);
            pleg.Track(made, pod);
            outcome.Acted = true;
            SandboxReady?.Invoke(pod);
            return made;
        }
        catch (RuntimeException failure)
        {
            context.Events.Event(pod.Pod, "Warning", "FailedCreatePodSandBox", $"Failed to create pod sandbox: {failure.Message}");
            outcome.Fail();
            return null;
        }
    }

    private async ValueTask StartAllAsync(PodWorker pod, PodRuntimeState state, PodActions actions, SandboxId sandbox, SyncOutcome outcome)
    {
        var ips = context.Runtime.SandboxStatus(sandbox)?.Ips ?? [];
        var spec = pod.Pod.Spec;
        foreach (var index in actions.StartEphemeral)
        {
            var ephemeral = spec.EphemeralContainers[index];
            await StartAsync(pod, ephemeral.AsContainer(), state, sandbox, ips, ephemeral.TargetContainerName, outcome);
        }

        foreach (var index in actions.StartInit)
        {
            var container = spec.InitContainers[index];
            var started = await StartAsync(pod, container, state, sandbox, ips, null, outcome);
            // A sidecar that is in the way does not keep the others from being looked after.
            if (!started && !container.IsSidecar()) return;
        }

        await ResizeAsync(pod, state, actions, outcome);

        foreach (var index in actions.Start)
        {
            await StartAsync(pod, spec.Containers[index], state, sandbox, ips, null, outcome);
        }
    }

    private async ValueTask ResizeAsync(PodWorker pod, PodRuntimeState state, PodActions actions, SyncOutcome outcome)
    {
        if (actions.Resize.Count == 0) return;
        if (MemoryResize.Refuse(context.Runtime, pod.Pod, state, actions.Resize) is { } refusal)
        {
            if (pod.Resize.Error != refusal) context.Events.Event(pod.Pod, "Warning", "ResizeError", $"Pod resize error: {ResizeSummary.Of(pod.Pod, refusal)}");
            pod.Resize.Error = refusal;
            outcome.Fail();
            return;
        }

        foreach (var (container, resources) in actions.Resize)
        {
            await context.Runtime.UpdateContainerResourcesAsync(container.Id, resources);
            outcome.Acted = true;
        }

        pod.Resize.Error = null;
    }

    private async ValueTask<bool> StartAsync(PodWorker pod, Container container, PodRuntimeState state, SandboxId sandbox, IReadOnlyList<string> ips, string? target, SyncOutcome outcome)
    {
        var failure = InBackoff(pod, container, state) ?? await starter.StartAsync(pod, container, sandbox, ips, target);
        pod.Reasons.Set(container.Name, failure);
        if (failure is null)
        {
            outcome.Acted = true;
            return true;
        }

        outcome.Fail(failure.RetryAt);
        return false;
    }

    /// <summary>Judged by the instance that had ended when the sync began: one that this sync has killed does not count yet.</summary>
    private StartFailure? InBackoff(PodWorker pod, Container container, PodRuntimeState state)
    {
        if (state.FindExited(container.Name) is not { FinishedAt: { } finished }) return null;
        if (!backoffs.TryGetValue(pod.Uid, out var set)) backoffs.Add(pod.Uid, set = new BackoffSet(FirstBackoff, LastBackoff));
        var backoff = set.Get($"{container.Name}@{container.Image}");
        var now = context.Wall.Now;
        if (!backoff.IsWaiting(finished, now))
        {
            backoff.Next(finished, now);
            return null;
        }

        context.Events.Event(pod.Pod, "Warning", "BackOff", $"Back-off restarting failed container {container.Name} in pod {pod.Identity}", ContainerKinds.FieldPath(pod.Pod.Spec, container.Name));
        var delay = GoDuration.Text(backoff.Delay);
        return new StartFailure(StartFailure.CrashLoopBackOff, $"back-off {delay} restarting failed container={container.Name} pod={pod.Identity}", finished + backoff.Delay);
    }
}
