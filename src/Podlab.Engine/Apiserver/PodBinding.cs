using System.Globalization;
using Podlab.Api;
using Podlab.Api.Model;

namespace Podlab.Engine.Apiserver;

/// <summary>The subresource pods/binding: gives a pod its node.</summary>
/// <remarks>Follows pkg/registry/core/pod/storage/storage.go (v1.36.3).</remarks>
public static class PodBinding
{
    private const string Scheduled = "PodScheduled";

    /// <param name="uid">Precondition: the pod must have this uid; empty: any.</param>
    /// <exception cref="ApiException">NotFound; Conflict where the pod has a node already, is going, or is another of the same name.</exception>
    public static Pod Bind(this ApiServer api, string @namespace, string name, string uid, string nodeName, DateTimeOffset now)
    {
        var resource = api.Of<Pod>().Resource;
        var pod = api.Of<Pod>().Get(@namespace, name);
        if (uid.Length > 0 && pod.Metadata.Uid != uid)
            throw ApiException.Conflict(resource, name, $"Precondition failed: UID in precondition: {uid}, UID in object meta: {pod.Metadata.Uid}");
        if (pod.Metadata.DeletionTimestamp is not null) throw ApiException.Conflict(resource, name, $"pod {name} is being deleted, cannot be assigned to a host");
        if (!string.IsNullOrEmpty(pod.Spec.NodeName)) throw ApiException.Conflict(resource, name, $"pod {name} is already assigned to node \"{pod.Spec.NodeName}\"");
        if (!pod.Spec.SchedulingGates.IsEmpty) throw ApiException.Conflict(resource, name, $"pod {name} has non-empty .spec.schedulingGates");
        var bound = pod with
        {
            Spec = pod.Spec with { NodeName = nodeName },
            Status = pod.Status with { Conditions = WithScheduled(pod, now), NominatedNodeName = null },
        };
        return (Pod)api.Store.Put(resource, version => bound with { Metadata = bound.Metadata with { ResourceVersion = version.ToString(CultureInfo.InvariantCulture) } }).Value;
    }

    private static ValueList<PodCondition> WithScheduled(Pod pod, DateTimeOffset now)
    {
        var scheduled = new PodCondition
        {
            Type = Scheduled,
            Status = "True",
            ObservedGeneration = pod.Metadata.Generation,
            LastTransitionTime = new DateTimeOffset(now.UtcTicks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, TimeSpan.Zero),
        };
        for (var i = 0; i < pod.Status.Conditions.Count; i++)
        {
            if (pod.Status.Conditions[i].Type == Scheduled) return pod.Status.Conditions.SetItem(i, scheduled);
        }

        return pod.Status.Conditions.Add(scheduled);
    }
}
