using Podlab.Api;
using Podlab.Api.Model;
using Podlab.Engine.Scheduling.Matching;
using Podlab.Engine.Scheduling.Resources;

namespace Podlab.Engine.Scheduling.Cache;

/// <summary>One version of a pod with what the scheduler asks of it again and again worked out once.</summary>
public sealed class PodInfo
{
    private readonly ResourceAmounts requests;
    private readonly ResourceAmounts nonZeroRequests;
    private ResourceAmounts? scored;
    private string? key;

    public PodInfo(Pod pod)
    {
        Pod = pod;
        Namespace = pod.Metadata.Namespace ?? "";
        Name = pod.Metadata.Name ?? "";
        Uid = pod.Metadata.Uid ?? "";
        Priority = pod.Spec.Priority ?? 0;
        requests = PodRequests.Of(pod);
        nonZeroRequests = PodRequests.NonZeroOf(pod);
        HostPorts = HostPort.Of(pod.Spec);
        NodeRequirement = NodeRequirement.Of(pod.Spec);
        var affinity = pod.Spec.Affinity;
        RequiredAffinity = AffinityTerm.Required(affinity?.PodAffinity?.RequiredDuringSchedulingIgnoredDuringExecution ?? default, Namespace);
        RequiredAntiAffinity = AffinityTerm.Required(affinity?.PodAntiAffinity?.RequiredDuringSchedulingIgnoredDuringExecution ?? default, Namespace);
        PreferredAffinity = AffinityTerm.Preferred(affinity?.PodAffinity?.PreferredDuringSchedulingIgnoredDuringExecution ?? default, Namespace);
        PreferredAntiAffinity = AffinityTerm.Preferred(affinity?.PodAntiAffinity?.PreferredDuringSchedulingIgnoredDuringExecution ?? default, Namespace);
    }

    private PodInfo(PodInfo other, Pod pod)
    {
        Pod = pod;
        (Namespace, Name, Uid, key, Priority) = (other.Namespace, other.Name, other.Uid, other.key, other.Priority);
        (requests, nonZeroRequests, HostPorts, NodeRequirement) = (other.requests, other.nonZeroRequests, other.HostPorts, other.NodeRequirement);
        (RequiredAffinity, RequiredAntiAffinity, PreferredAffinity, PreferredAntiAffinity) =
            (other.RequiredAffinity, other.RequiredAntiAffinity, other.PreferredAffinity, other.PreferredAntiAffinity);
    }

    public Pod Pod { get; }

    public string Namespace { get; }

    public string Name { get; }

    public string Uid { get; }

    public ValueMap<string> Labels => Pod.Metadata.Labels;

    public int Priority { get; }

    public bool IsTerminating => Pod.Metadata.DeletionTimestamp is not null;

    /// <summary>As <c>namespace/name</c>.</summary>
    public string Key => key ??= $"{Namespace}/{Name}";

    public ref readonly ResourceAmounts Requests => ref requests;

    /// <summary>As scores count the load, see <see cref="PodRequests.NonZeroOf"/>.</summary>
    public ref readonly ResourceAmounts NonZeroRequests => ref nonZeroRequests;

    /// <summary>As NodeResourcesFit's scores weigh the incoming pod, see <see cref="PodRequests.OfContainersNonZero"/>.</summary>
    public ResourceAmounts ScoredRequests => scored ??= PodRequests.OfContainersNonZero(Pod);

    public HostPort[] HostPorts { get; }

    /// <summary>Null where every node will do.</summary>
    public NodeRequirement? NodeRequirement { get; }

    public AffinityTerm[] RequiredAffinity { get; }

    public AffinityTerm[] RequiredAntiAffinity { get; }

    public AffinityTerm[] PreferredAffinity { get; }

    public AffinityTerm[] PreferredAntiAffinity { get; }

    public bool HasAffinity => RequiredAffinity.Length + RequiredAntiAffinity.Length + PreferredAffinity.Length + PreferredAntiAffinity.Length > 0;

    /// <summary>The same pod with a node: nothing else about it has to be worked out again.</summary>
    public PodInfo Bound(Pod bound) => new(this, bound);
}
