using Podlab.Api.Model;
using Podlab.Engine.Kubelet.Pleg;
using Podlab.Engine.Kubelet.Workers;
using Podlab.Engine.Runtime;

namespace Podlab.Engine.Kubelet.Containers;

/// <summary>Ends containers: the hook first, then the stop signal, then by force.</summary>
/// <remarks>Follows pkg/kubelet/kuberuntime/kuberuntime_container.go killContainer (v1.36.3).</remarks>
internal sealed class ContainerKiller(KubeletContext context, HookRunner hooks)
{
    /// <summary>Even a hook that used all the time leaves a container this much.</summary>
    private const long MinGraceSeconds = 2;

    public async ValueTask KillAsync(PodWorker pod, ContainerRuntimeStatus instance, string message, KillReason reason, TerminationOrder? order = null)
    {
        var container = pod.Pod.Spec.FindContainer(instance.Name);
        var grace = GraceSeconds(pod, container, reason);
        if (message.Length == 0) message = $"Stopping container {instance.Name}";
        context.Events.Event(pod.Pod, "Normal", "Killing", message, ContainerKinds.FieldPath(pod.Pod.Spec, instance.Name));
        if (container?.Lifecycle?.PreStop is { } hook && grace > 0) grace -= await RunPreStopAsync(pod, container, instance.Id, hook, grace);
        if (order is not null && grace > 0)
        {
            var begun = context.Clock.Now;
            await order.WaitAsync(instance.Name, TimeSpan.FromSeconds(grace), context.Clock);
            grace -= (long)(context.Clock.Now - begun).TotalSeconds;
        }

        await context.Runtime.StopContainerAsync(instance.Id, TimeSpan.FromSeconds(Math.Max(grace, MinGraceSeconds)));
        order?.MarkEnded(instance.Name);
    }

    /// <summary>Ends all that runs in a pod, and its sandbox.</summary>
    public async ValueTask KillPodAsync(PodWorker pod, PodRuntimeState state)
    {
        if (state.AnyRunning()) await KillAllAsync(pod, state);
        foreach (var sandbox in state.Sandboxes)
        {
            if (sandbox.Ready) await context.Runtime.StopPodSandboxAsync(sandbox.Id);
        }
    }

    private Task KillAllAsync(PodWorker pod, PodRuntimeState state)
    {
        var running = state.Containers.Where(container => container.State == ContainerRuntimeState.Running).ToList();
        var order = pod.Pod.Spec.InitContainers.IsEmpty ? null : new TerminationOrder(pod.Pod.Spec, running.ConvertAll(container => container.Name));
        // The order in which the real one begins is chance; ours is that of the specification, the newest last.
        running.Reverse();
        return Task.WhenAll(running.ConvertAll(container => KillAsync(pod, container, "", KillReason.Unknown, order).AsTask()));
    }

    private static long GraceSeconds(PodWorker pod, Container? container, KillReason reason)
    {
        var grace = pod.GracePeriodSeconds();
        if (pod.IsTerminating) return grace;
        return reason switch
        {
            KillReason.StartupProbe => container?.StartupProbe?.TerminationGracePeriodSeconds ?? grace,
            KillReason.RestartOfAll => 0,
            KillReason.LivenessProbe => container?.LivenessProbe?.TerminationGracePeriodSeconds ?? grace,
            _ => grace,
        };
    }

    /// <returns>The whole seconds that the hook took.</returns>
    private async ValueTask<long> RunPreStopAsync(PodWorker pod, Container container, ContainerId id, LifecycleHandler hook, long grace)
    {
        var begun = context.Clock.Now;
        using var stop = new CancellationTokenSource();
        var work = RunAsync();
        if (await Task.WhenAny(work, Task.Delay(TimeSpan.FromSeconds(grace), context.Clock, stop.Token)) == work) stop.Cancel();
        return (long)(context.Clock.Now - begun).TotalSeconds;

        async Task RunAsync()
        {
            var error = await hooks.RunAsync(pod, container, id, hook);
            if (error is not null) context.Events.Event(pod.Pod, "Warning", "FailedPreStopHook", "PreStopHook failed", ContainerKinds.FieldPath(pod.Pod.Spec, container.Name));
        }
    }
}
