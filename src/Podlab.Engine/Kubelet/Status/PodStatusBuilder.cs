using Podlab.Api;
using Podlab.Api.Model;
using Podlab.Engine.Kubelet.Containers;
using Podlab.Engine.Kubelet.Pleg;
using Podlab.Engine.Kubelet.Probes;
using Podlab.Engine.Kubelet.Resources;
using Podlab.Engine.Kubelet.Workers;

namespace Podlab.Engine.Kubelet.Status;

/// <summary>Makes the status of a pod, from what the runtime showed last.</summary>
/// <remarks>Follows pkg/kubelet/kubelet_pods.go generateAPIPodStatus (v1.36.3).</remarks>
internal sealed class PodStatusBuilder(KubeletContext context)
{
    private readonly ContainerStatusBuilder containers = new(context.Runtime, new TerminationMessages(context.Runtime));

    /// <param name="isEnding">No container of the pod will be started again.</param>
    public PodStatus Build(PodWorker worker, PodRuntimeState state, bool isEnding)
    {
        var pod = worker.Pod;
        var old = worker.Status.Current ?? pod.Status;
        var status = Ips(pod, state, old) with
        {
            QosClass = old.QosClass ?? QualityOfService.ClassOf(pod.Spec),
            ObservedGeneration = pod.Metadata.Generation,
            InitContainerStatuses = InSpecOrder(worker, pod.Spec.InitContainers, state, old.InitContainerStatuses, isInit: true),
            ContainerStatuses = ByName(InSpecOrder(worker, pod.Spec.Containers, state, old.ContainerStatuses, isInit: false)),
            EphemeralContainerStatuses = Ephemeral(worker, state, old),
        };
        status = status with { Phase = PodPhases.Of(pod.Spec, status.InitContainerStatuses, status.ContainerStatuses, isEnding, InitContainerPlanner.AnyMainContainerCreated(pod, state)) };
        if (!PodPhases.IsTerminal(status.Phase) && PodPhases.IsTerminal(old.Phase)) status = status with { Phase = old.Phase };
        // Why the pod was ended stays, whatever its containers say.
        if (worker.StatusOverride is { } explain) status = explain(status);
        else if (status.Phase != old.Phase) status = status with { Reason = null, Message = null };
        if (isEnding && worker.Ending is { } last) status = last(status);
        status = ProbeFlags.Apply(worker, status);
        status = status with
        {
            Conditions = PodConditions.Make(pod, status, state.Sandbox is { Ready: true } sandbox && (pod.Spec.HostNetwork || sandbox.Ips.Count > 0), pod.Status.Conditions, worker.Resize),
        };
        return worker.Ending is { } ending ? ending(status) : status;
    }

    private static ValueList<ContainerStatus> ByName(ValueList<ContainerStatus> statuses)
    {
        for (var i = 1; i < statuses.Count; i++)
        {
            if (string.CompareOrdinal(statuses[i - 1].Name, statuses[i].Name) > 0) return statuses.OrderBy(status => status.Name, StringComparer.Ordinal).ToValueList();
        }

        return statuses;
    }

    private static ContainerStatus? Find(ValueList<ContainerStatus> statuses, string name)
    {
        foreach (var status in statuses)
        {
            if (status.Name == name) return status;
        }

        return null;
    }

    private PodStatus Ips(Pod pod, PodRuntimeState state, PodStatus old)
    {
        var status = old;
        if (old.HostIP != context.NodeIp) status = status with { HostIP = context.NodeIp, HostIPs = [new HostIP { Ip = context.NodeIp }] };
        if (pod.Spec.HostNetwork)
        {
            if (old.PodIP is null) status = status with { PodIP = context.NodeIp, PodIPs = [new PodIP { Ip = context.NodeIp }] };
        }
        else if (state.Ips is { Count: > 0 } ips && ips[0] != old.PodIP)
        {
            status = status with { PodIP = ips[0], PodIPs = ips.Select(ip => new PodIP { Ip = ip }).ToValueList() };
        }

        return status;
    }

    private ValueList<ContainerStatus> InSpecOrder(PodWorker worker, ValueList<Container> specs, PodRuntimeState state, ValueList<ContainerStatus> old, bool isInit)
    {
        if (specs.IsEmpty) return default;
        var made = new ContainerStatus[specs.Count];
        for (var i = 0; i < made.Length; i++) made[i] = containers.Build(worker, specs[i], state, Find(old, specs[i].Name), isInit);
        return ValueList.Create<ContainerStatus>(made);
    }

    private ValueList<ContainerStatus> Ephemeral(PodWorker worker, PodRuntimeState state, PodStatus old)
    {
        var specs = worker.Pod.Spec.EphemeralContainers;
        return specs.IsEmpty ? default : InSpecOrder(worker, specs.Map(ephemeral => ephemeral.AsContainer()), state, old.EphemeralContainerStatuses, isInit: false);
    }
}
