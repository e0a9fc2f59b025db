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
        var init = InSpecOrder(worker, pod.Spec.InitContainers, state, old.InitContainerStatuses, isInit: true);
        var main = ByName(InSpecOrder(worker, pod.Spec.Containers, state, old.ContainerStatuses, isInit: false));
        var phase = PodPhases.Of(pod.Spec, init, main, isEnding, InitContainerPlanner.AnyMainContainerCreated(pod, state));
        if (!PodPhases.IsTerminal(phase) && PodPhases.IsTerminal(old.Phase)) phase = old.Phase;
        // Why the pod was ended stays, whatever its containers say.
        var isSameReason = phase == old.Phase || worker.StatusOverride is not null;
        var (reason, message, current) = (isSameReason ? old.Reason : null, isSameReason ? old.Message : null, old.Conditions);
        if (worker.StatusOverride is not null || (isEnding && worker.Ending is not null))
        {
            var explained = old with { Phase = phase, Reason = reason, Message = message };
            if (worker.StatusOverride is { } explain) explained = explain(explained);
            if (isEnding && worker.Ending is { } last) explained = last(explained);
            (phase, reason, message, current) = (explained.Phase ?? phase, explained.Reason, explained.Message, explained.Conditions);
        }

        ProbeFlags.Apply(worker, ref main, ref init);
        var (podIp, podIps) = Ips(pod, state, old);
        var ephemeral = Ephemeral(worker, state, old);
        var now = StatusManager.WholeSecond(context.Wall.Now);
        var isSandboxReady = state.Sandbox is { Ready: true } sandbox && (pod.Spec.HostNetwork || sandbox.Ips.Count > 0);
        var made = PodConditions.Make(pod, new StatusParts(phase, main, init, current), isSandboxReady, pod.Status.Conditions, now, worker.Resize);
        var conditions = StatusManager.KeepTransitions(old.Conditions, made, now);
        // Most statuses are made to find out that nothing is new.
        var isOld = phase == old.Phase && reason == old.Reason && message == old.Message && conditions.IsSameAs(old.Conditions) && old.StartTime is not null
            && old.HostIP == context.NodeIp && old.QosClass is not null && old.ObservedGeneration == pod.Metadata.Generation && podIp == old.PodIP && podIps.IsSameAs(old.PodIPs)
            && init.IsSameAs(old.InitContainerStatuses) && main.IsSameAs(old.ContainerStatuses) && ephemeral.IsSameAs(old.EphemeralContainerStatuses);
        var status = isOld ? old : old with
        {
            HostIP = context.NodeIp,
            HostIPs = old.HostIP == context.NodeIp ? old.HostIPs : [new HostIP { Ip = context.NodeIp }],
            PodIP = podIp,
            PodIPs = podIps,
            QosClass = old.QosClass ?? QualityOfService.ClassOf(pod.Spec),
            ObservedGeneration = pod.Metadata.Generation,
            StartTime = old.StartTime ?? now,
            Conditions = conditions,
            InitContainerStatuses = init,
            ContainerStatuses = main,
            EphemeralContainerStatuses = ephemeral,
            Phase = phase,
            Reason = reason,
            Message = message,
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

    private (string? PodIP, ValueList<PodIP> PodIPs) Ips(Pod pod, PodRuntimeState state, PodStatus old)
    {
        if (pod.Spec.HostNetwork) return old.PodIP is null ? (context.NodeIp, [new PodIP { Ip = context.NodeIp }]) : (old.PodIP, old.PodIPs);
        return state.Ips is { Count: > 0 } ips && ips[0] != old.PodIP ? (ips[0], ips.Select(ip => new PodIP { Ip = ip }).ToValueList()) : (old.PodIP, old.PodIPs);
    }

    private ValueList<ContainerStatus> InSpecOrder(PodWorker worker, ValueList<Container> specs, PodRuntimeState state, ValueList<ContainerStatus> old, bool isInit)
    {
        if (specs.IsEmpty) return default;
        ContainerStatus[]? made = null;
        for (var i = 0; i < specs.Count; i++)
        {
            var before = Find(old, specs[i].Name);
            var status = containers.Build(worker, specs[i], state, before, isInit);
            // While each is its old self the list is, too.
            if (made is null && old.Count == specs.Count && ReferenceEquals(status, old[i])) continue;
            made ??= [.. old.AsSpan()[..i], .. new ContainerStatus[specs.Count - i]];
            made[i] = status;
        }

        return made is null ? old : ValueList.Own(made);
    }

    private ValueList<ContainerStatus> Ephemeral(PodWorker worker, PodRuntimeState state, PodStatus old)
    {
        var specs = worker.Pod.Spec.EphemeralContainers;
        return specs.IsEmpty ? default : ByName(InSpecOrder(worker, specs.Map(ephemeral => ephemeral.AsContainer()), state, old.EphemeralContainerStatuses, isInit: false));
    }
}
