using Podlab.Api.Model;
using Podlab.Engine.Kubelet.Containers;
using Podlab.Engine.Kubelet.Status;
using Podlab.Engine.Kubelet.Workers;

namespace Podlab.Engine.Kubelet.Probes;

/// <summary>Gives each pod its probes, and brings what they find to the status and to the worker.</summary>
/// <remarks>Follows pkg/kubelet/prober/prober_manager.go and the sync loop of pkg/kubelet/kubelet.go (v1.36.3).</remarks>
internal sealed class ProbeManager
{
    private readonly KubeletContext context;
    private readonly StatusManager statuses;
    private readonly Action<PodWorker> sync;
    private readonly Prober prober;

    public ProbeManager(KubeletContext context, StatusManager statuses, Action<PodWorker> sync)
    {
        this.context = context;
        this.statuses = statuses;
        this.sync = sync;
        prober = new Prober(context);
        statuses.Changed = pod =>
        {
            foreach (var worker in pod.Probes.Workers) worker.Wake();
        };
    }

    /// <summary>Starts the probes of a pod that do not run yet.</summary>
    public void Add(PodWorker pod)
    {
        foreach (var container in pod.Pod.Spec.Containers) Add(pod, container);
        foreach (var container in pod.Pod.Spec.InitContainers)
        {
            if (container.IsSidecar()) Add(pod, container);
        }
    }

    private void Add(PodWorker pod, Container container)
    {
        Add(pod, container, ProbeKind.Startup, container.StartupProbe);
        Add(pod, container, ProbeKind.Readiness, container.ReadinessProbe);
        Add(pod, container, ProbeKind.Liveness, container.LivenessProbe);
    }

    private void Add(PodWorker pod, Container container, ProbeKind kind, Probe? probe)
    {
        if (probe is null || pod.Probes.Worker(container.Name, kind) is not null) return;
        pod.Probes.Add(new ProbeWorker(context, prober, pod, container, kind, probe, OnChanged));
    }

    private void OnChanged(ProbeWorker worker, ProbeResult result)
    {
        if (worker.Pod.IsFinished) return;
        var id = $"{context.Runtime.Scheme}://{worker.ContainerId}";
        switch (worker.Kind)
        {
            case ProbeKind.Liveness:
                if (result == ProbeResult.Failure) sync(worker.Pod);
                break;
            case ProbeKind.Readiness:
                statuses.SetReady(worker.Pod, id, result == ProbeResult.Success);
                sync(worker.Pod);
                break;
            default:
                statuses.SetStarted(worker.Pod, id, result == ProbeResult.Success);
                sync(worker.Pod);
                break;
        }
    }
}
