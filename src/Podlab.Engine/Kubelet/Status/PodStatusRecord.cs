using Podlab.Api.Model;
using Podlab.Engine.Runtime;

namespace Podlab.Engine.Kubelet.Status;

/// <summary>The status of a pod as the kubelet holds it, which may be ahead of what the API has.</summary>
internal sealed class PodStatusRecord
{
    private List<(ContainerId Id, ContainerStateTerminated State)>? ended;
    private (Pod? Pod, PodStatus? Status, bool IsTerminated) written;

    public PodStatus? Current { get; set; }

    /// <summary>Whether this very status has been written, and nobody has changed the pod since.</summary>
    public bool IsWritten(Pod pod, PodStatus status, bool isTerminated) =>
        ReferenceEquals(written.Pod, pod) && ReferenceEquals(written.Status, status) && written.IsTerminated == isTerminated;

    /// <param name="pod">The pod as the API has it after the write.</param>
    public void SetWritten(Pod pod, PodStatus status, bool isTerminated) => written = (pod, status, isTerminated);

    public ContainerStateTerminated? FindEnded(ContainerId id)
    {
        if (ended is null) return null;
        foreach (var (known, state) in ended)
        {
            if (known == id) return state;
        }

        return null;
    }

    /// <summary>Keeps how a container ended: its last message is read once.</summary>
    public void KeepEnded(ContainerId id, ContainerStateTerminated state)
    {
        ended ??= [];
        if (ended.Count > 32) ended.RemoveAt(0);
        ended.Add((id, state));
    }
}
