using Podlab.Api;
using Podlab.Api.Model;
using Podlab.Engine.Kubelet.Containers;
using Podlab.Engine.Kubelet.Workers;

namespace Podlab.Engine.Kubelet.Probes;

/// <summary>Writes into a pod's status what the probes know: which containers have started, and which are ready.</summary>
/// <remarks>Follows pkg/kubelet/prober/prober_manager.go UpdatePodStatus (v1.36.3).</remarks>
internal static class ProbeFlags
{
    public static void Apply(PodWorker pod, ref ValueList<ContainerStatus> main, ref ValueList<ContainerStatus> init)
    {
        for (var i = 0; i < main.Count; i++)
        {
            var started = IsStarted(pod, main[i]);
            main = With(main, i, started, started && IsReady(pod, main[i]));
        }

        for (var i = 0; i < init.Count; i++)
        {
            var started = IsStarted(pod, init[i]);
            var ready = pod.Pod.Spec.InitContainers[i].IsSidecar()
                ? started && IsReady(pod, init[i])
                : init[i].State.Terminated is { ExitCode: 0 };
            init = With(init, i, started, ready);
        }
    }

    private static ValueList<ContainerStatus> With(ValueList<ContainerStatus> statuses, int index, bool started, bool ready)
    {
        var status = statuses[index];
        return status.Started == started && status.Ready == ready ? statuses : statuses.SetItem(index, status with { Started = started, Ready = ready });
    }

    private static bool IsStarted(PodWorker pod, ContainerStatus status)
    {
        if (status.State.Running is null) return false;
        if (pod.Probes.Find(ProbeKind.Startup, Id(status)) is { } result) return result == ProbeResult.Success;
        return pod.Probes.Worker(status.Name, ProbeKind.Startup) is null;
    }

    private static bool IsReady(PodWorker pod, ContainerStatus status)
    {
        if (status.State.Running is null) return false;
        if (pod.Probes.Find(ProbeKind.Readiness, Id(status)) == ProbeResult.Success) return true;
        if (pod.Probes.Worker(status.Name, ProbeKind.Readiness) is not { } worker) return true;
        // A container that is not ready is asked at once whenever somebody wants to know.
        worker.Trigger();
        return false;
    }

    private static ReadOnlySpan<char> Id(ContainerStatus status) => ProbeWorker.BareId(status.ContainerID);
}
