using Podlab.Api;
using Podlab.Api.Model;

namespace Podlab.Engine.Kubelet.Status;

/// <summary>What of a pod's status its conditions are judged by, while the status itself is being made.</summary>
internal readonly record struct StatusParts(string? Phase, ValueList<ContainerStatus> Containers, ValueList<ContainerStatus> InitContainers, ValueList<PodCondition> Conditions)
{
    public static StatusParts Of(PodStatus status) => new(status.Phase, status.ContainerStatuses, status.InitContainerStatuses, status.Conditions);
}
