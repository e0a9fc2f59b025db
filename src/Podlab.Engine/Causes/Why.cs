using Podlab.Api.Model;

namespace Podlab.Engine.Causes;

/// <summary>Answers "why?" for a pod, a service or a workload: the chain of causes from what is seen to the line of a spec that a person wrote.</summary>
/// <remarks>It reads what anybody could read (objects, events, logs, the scheduler's trace) and changes nothing.</remarks>
public sealed class Why(Cluster cluster)
{
    private readonly PodCauses pods = new(cluster);
    private readonly ServiceCauses services = new(cluster);
    private readonly WorkloadCauses workloads = new(cluster);

    /// <param name="reference">As kubectl takes it: <c>web</c> (a pod), <c>pod/web</c>, <c>service/web</c>, <c>svc/web</c>, <c>deployment/web</c> and the other workloads.</param>
    /// <returns>Null: there is no such object.</returns>
    /// <exception cref="FormatException">A kind that cannot be asked about.</exception>
    public Cause? Explain(string reference, string @namespace = "default")
    {
        var slash = reference.IndexOf('/', StringComparison.Ordinal);
        var (kind, name) = slash < 0 ? ("pod", reference) : (reference[..slash].ToLowerInvariant(), reference[(slash + 1)..]);
        return kind switch
        {
            "pod" or "pods" or "po" => cluster.Api.Of<Pod>().Find(@namespace, name) is { } pod ? pods.Explain(pod) : null,
            "service" or "services" or "svc" => cluster.Api.Of<Service>().Find(@namespace, name) is { } service ? services.Explain(service) : null,
            _ when WorkloadCauses.Knows(kind) => workloads.Explain(kind, @namespace, name),
            _ => throw new FormatException($"`{kind}` cannot be asked about; pod, service, deployment, replicaset, statefulset, daemonset, job and replicationcontroller can"),
        };
    }
}
