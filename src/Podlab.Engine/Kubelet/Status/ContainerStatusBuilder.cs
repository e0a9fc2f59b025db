using Podlab.Api;
using Podlab.Api.Model;
using Podlab.Engine.Kubelet.Containers;
using Podlab.Engine.Kubelet.Pleg;
using Podlab.Engine.Kubelet.Workers;
using Podlab.Engine.Runtime;

namespace Podlab.Engine.Kubelet.Status;

/// <summary>Turns what the runtime showed, and what the sync before could not do, into container statuses.</summary>
/// <remarks>Follows pkg/kubelet/kubelet_pods.go convertToAPIContainerStatuses (v1.36.3).</remarks>
internal sealed class ContainerStatusBuilder(IContainerRuntime runtime, TerminationMessages messages)
{
    private static readonly ContainerState Creating = new() { Waiting = new ContainerStateWaiting { Reason = "ContainerCreating" } };
    private static readonly ContainerState Waiting = new() { Waiting = new ContainerStateWaiting() };
    private static readonly ContainerState Initializing = new() { Waiting = new ContainerStateWaiting { Reason = "PodInitializing" } };

    public ContainerStatus Build(PodWorker pod, Container container, PodRuntimeState state, ContainerStatus? old, bool isInit)
    {
        ContainerRuntimeStatus? newest = null, before = null;
        foreach (var instance in state.Containers)
        {
            if (instance.Name != container.Name) continue;
            if (newest is null)
            {
                newest = instance;
            }
            else
            {
                before = instance;
                break;
            }
        }

        var status = newest is null ? Missing(pod, container, old) : Convert(pod, container, newest, old);
        if (before is not null) status = status with { LastState = EndedState(pod, container, before) };
        if (Waits(pod, container, state, newest, isInit) is not { } failure) return status;
        var waiting = status with
        {
            LastState = status.State.Terminated is not null ? status.State : status.LastState,
            State = new ContainerState { Waiting = new ContainerStateWaiting { Reason = failure.Reason, Message = failure.Message.Length == 0 ? null : failure.Message } },
        };
        return waiting.Equals(old) ? old : waiting;
    }

    private static ContainerStatus Missing(PodWorker pod, Container container, ContainerStatus? old)
    {
        if (old?.State.Terminated is not null) return old;
        var made = new ContainerStatus
        {
            Name = container.Name,
            Image = container.Image ?? "",
            State = pod.Pod.Spec.InitContainers.IsEmpty ? Creating : Initializing,
            RestartCount = old?.RestartCount ?? 0,
            LastState = old?.LastState ?? ContainerState.Empty,
        };
        return made.Equals(old) ? old : made;
    }

    private static StartFailure? Waits(PodWorker pod, Container container, PodRuntimeState state, ContainerRuntimeStatus? newest, bool isInit)
    {
        if (pod.Reasons.Find(container.Name) is not { } failure) return null;
        if (isInit && newest is { State: ContainerRuntimeState.Exited, ExitCode: 0 }) return null;
        return RestartDecision.ShouldBeStarted(pod.Pod, container, state) ? failure : null;
    }

    private static DateTimeOffset? WholeSecond(DateTimeOffset? time) =>
        time is { } at ? new DateTimeOffset(at.UtcTicks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, TimeSpan.Zero) : null;

    private ContainerStatus Convert(PodWorker pod, Container container, ContainerRuntimeStatus instance, ContainerStatus? old)
    {
        var state = State(pod, container, instance, old?.State);
        if (old is not null && old.RestartCount == instance.Attempt && IsOf(instance, old))
        {
            // Most statuses are made anew without anything new in them.
            var resources = state.Running is not null && !pod.Resize.IsInProgress ? container.Resources : old.Resources;
            var isOld = ReferenceEquals(state, old.State) && Equals(old.Resources, resources) && old.AllocatedResources == container.Resources.Requests;
            return isOld ? old : old with { State = state, Resources = resources, AllocatedResources = container.Resources.Requests };
        }

        return new ContainerStatus
        {
            Name = container.Name,
            RestartCount = instance.Attempt,
            Image = runtime.ImageStatus(instance.Image) is { Tags: [var tag, ..] } ? tag : instance.Image,
            ImageID = instance.ImageId,
            ContainerID = IdOf(instance),
            State = state,
            LastState = Before(instance, old),
            Resources = container.Resources,
            AllocatedResources = container.Resources.Requests,
            VolumeMounts = Mounts(container),
            User = new ContainerUser { Linux = new LinuxContainerUser { Uid = instance.User, Gid = instance.Group, SupplementalGroups = [.. instance.Groups] } },
        };
    }

    /// <summary>How the instance before ended, where the runtime does not know it any more.</summary>
    private static ContainerState Before(ContainerRuntimeStatus instance, ContainerStatus? old)
    {
        if (instance.Attempt == 0 || old is null) return ContainerState.Empty;
        return old.State.Terminated is not null ? old.State : old.LastState;
    }

    private string IdOf(ContainerRuntimeStatus instance) => $"{runtime.Scheme}://{instance.Id.Value}";

    private bool IsOf(ContainerRuntimeStatus instance, ContainerStatus status)
    {
        var (known, id, scheme) = (status.ContainerID ?? "", instance.Id.Value, runtime.Scheme);
        return known.Length == scheme.Length + 3 + id.Length && known.EndsWith(id, StringComparison.Ordinal) && known.StartsWith(scheme, StringComparison.Ordinal);
    }

    /// <summary>The state as it was known where it is the same.</summary>
    private ContainerState State(PodWorker pod, Container container, ContainerRuntimeStatus instance, ContainerState? old) => instance.State switch
    {
        ContainerRuntimeState.Running => old is { Running: { } running, Waiting: null, Terminated: null } && running.StartedAt == WholeSecond(instance.StartedAt)
            ? old : new ContainerState { Running = new ContainerStateRunning { StartedAt = WholeSecond(instance.StartedAt) } },
        ContainerRuntimeState.Exited => EndedState(pod, container, instance) is var ended && ended.Equals(old) ? old : ended,
        _ => Waiting.Equals(old) ? old : Waiting,
    };

    private ContainerState EndedState(PodWorker pod, Container container, ContainerRuntimeStatus instance)
    {
        if (pod.Status.FindEnded(instance.Id) is { } known) return new ContainerState { Terminated = known };
        var message = messages.Read(pod.Pod.Spec, container, instance);
        var ended = new ContainerStateTerminated
        {
            ContainerID = $"{runtime.Scheme}://{instance.Id.Value}",
            ExitCode = instance.ExitCode,
            Reason = instance.Reason,
            Message = message.Length == 0 ? null : message,
            StartedAt = WholeSecond(instance.StartedAt),
            FinishedAt = WholeSecond(instance.FinishedAt),
        };
        if (instance.State == ContainerRuntimeState.Exited) pod.Status.KeepEnded(instance.Id, ended);
        return new ContainerState { Terminated = ended };
    }

    private static ValueList<VolumeMountStatus> Mounts(Container container) => container.VolumeMounts.IsEmpty
        ? default
        : container.VolumeMounts.Map(mount => new VolumeMountStatus
        {
            Name = mount.Name,
            MountPath = mount.MountPath,
            ReadOnly = mount.ReadOnly,
            RecursiveReadOnly = mount.ReadOnly ? "Disabled" : null,
        });
}
