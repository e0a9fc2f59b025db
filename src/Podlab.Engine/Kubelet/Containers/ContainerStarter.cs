using Podlab.Api;
using Podlab.Api.Model;
using Podlab.Engine.Kubelet.Environment;
using Podlab.Engine.Kubelet.Images;
using Podlab.Engine.Kubelet.Workers;
using Podlab.Engine.Runtime;

namespace Podlab.Engine.Kubelet.Containers;

/// <summary>Brings one container up: image, configuration, creation, start, hook; each step with its event.</summary>
/// <remarks>Follows pkg/kubelet/kuberuntime/kuberuntime_container.go startContainer (v1.36.3).</remarks>
internal sealed class ContainerStarter(KubeletContext context, ImageManager images, ContainerConfigBuilder configs, HookRunner hooks, ContainerKiller killer)
{
    private static readonly TimeSpan HookTime = TimeSpan.FromMilliseconds(10);

    public ContainerConfigBuilder Configs => configs;

    public async ValueTask<StartFailure?> StartAsync(PodWorker pod, Container container, SandboxId sandbox, IReadOnlyList<string> podIps, string? target)
    {
        var path = ContainerKinds.FieldPath(pod.Pod.Spec, container.Name);
        if (await MountedImagesAsync(pod, container, path) is { } noVolume)
        {
            Report(pod, "Warning", "Failed", $"Error: {noVolume.Reason}", path);
            return noVolume;
        }

        if (await images.EnsureAsync(pod, container, path) is { } noImage)
        {
            Report(pod, "Warning", "Failed", $"Error: {noImage.Reason}", path);
            return noImage;
        }

        var attempt = NextAttempt(pod, container.Name);
        ContainerConfig config;
        try
        {
            config = configs.Build(pod, container, attempt, podIps, target);
        }
        catch (ConfigException failure)
        {
            Report(pod, "Warning", "Failed", $"Error: {failure.Message}", path);
            return new StartFailure(StartFailure.CreateContainerConfigError, failure.Message);
        }

        ContainerId id;
        try
        {
            id = await context.Runtime.CreateContainerAsync(sandbox, config);
        }
        catch (RuntimeException failure)
        {
            Report(pod, "Warning", "Failed", $"Error: {failure.Message}", path);
            return new StartFailure(failure.Reason == RuntimeException.SubPath ? StartFailure.CreateContainerConfigError : StartFailure.CreateContainerError, failure.Message);
        }

        pod.Runtime.Add(id);
        Report(pod, "Normal", "Created", "Container created", path);
        try
        {
            await context.Runtime.StartContainerAsync(id);
        }
        catch (RuntimeException failure)
        {
            Report(pod, "Warning", "Failed", $"Error: {failure.Message}", path);
            return new StartFailure(StartFailure.RunContainerError, failure.Message);
        }

        Report(pod, "Normal", "Started", "Container started", path);
        await RemoveOldInstancesAsync(pod, container.Name, attempt);
        return container.Lifecycle?.PostStart is { } hook ? await RunPostStartAsync(pod, container, id, hook, path) : null;
    }

    /// <summary>Images that the container mounts have to be on the node too.</summary>
    private async ValueTask<StartFailure?> MountedImagesAsync(PodWorker pod, Container container, string path)
    {
        var volumes = pod.Pod.Spec.Volumes;
        for (var i = 0; i < volumes.Count; i++)
        {
            if (volumes[i].Image is not { } image) continue;
            for (var j = 0; j < container.VolumeMounts.Count; j++)
            {
                if (container.VolumeMounts[j].Name == volumes[i].Name && await images.EnsureAsync(pod, image.Reference ?? "", image.PullPolicy, path) is { } failure) return failure;
            }
        }

        return null;
    }

    /// <summary>One more than the newest instance that is known.</summary>
    private int NextAttempt(PodWorker pod, string name)
    {
        if (pod.Runtime.Newest(context.Runtime, name) is { } last) return last.Attempt + 1;
        if (pod.Runtime.LastAttempt(name) is { } forgotten) return forgotten + 1;
        if (pod.Status.Current is not { } status) return 0;
        return After(status.ContainerStatuses, name) ?? After(status.InitContainerStatuses, name) ?? 0;
    }

    private static int? After(ValueList<ContainerStatus> statuses, string name)
    {
        foreach (var known in statuses)
        {
            if (known.Name == name && (known.State.Terminated is not null || known.LastState.Terminated is not null)) return known.RestartCount + 1;
        }

        return null;
    }

    private async ValueTask<StartFailure?> RunPostStartAsync(PodWorker pod, Container container, ContainerId id, LifecycleHandler hook, string path)
    {
        // The program has taken its first steps when its hook begins.
        await Task.Delay(HookTime, context.Clock);
        if (await hooks.RunAsync(pod, container, id, hook) is not { } error) return null;
        Report(pod, "Warning", "FailedPostStartHook", "PostStartHook failed", path);
        if (context.Runtime.ContainerStatus(id) is { } instance) await killer.KillAsync(pod, instance, "FailedPostStartHook", KillReason.PostStartHook);
        return new StartFailure(StartFailure.PostStartHookError, error);
    }

    /// <summary>Of the ended instances only the last is kept, for its state and its log.</summary>
    private async ValueTask RemoveOldInstancesAsync(PodWorker pod, string name, int attempt)
    {
        if (attempt < 2) return;
        for (var i = 0; i < pod.Runtime.Containers.Count; i++)
        {
            var id = pod.Runtime.Containers[i];
            if (context.Runtime.ContainerStatus(id) is not { } status || status.Name != name || status.Attempt > attempt - 2 || status.State == ContainerRuntimeState.Running) continue;
            pod.Runtime.Remove(id);
            i--;
            await context.Runtime.RemoveContainerAsync(id);
        }
    }

    private void Report(PodWorker pod, string type, string reason, string message, string path) => context.Events.Event(pod.Pod, type, reason, message, path);
}
