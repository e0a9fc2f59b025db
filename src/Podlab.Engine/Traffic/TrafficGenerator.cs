using Podlab.Api.Model;
using Podlab.Engine.Apiserver;
using Podlab.Engine.Network;
using Podlab.Engine.Recordings;

namespace Podlab.Engine.Traffic;

/// <summary>Sends requests into a cluster from one of its pods, from a node or from outside: <c>cluster.Traffic.Start(new TrafficPlan { Target = "svc/web" })</c>.</summary>
public sealed class TrafficGenerator(Cluster cluster)
{
    private ObjectIndex<Pod>? pods;

    /// <summary>Begins to send now; the requests go out as the cluster's clock moves.</summary>
    /// <exception cref="TrafficException">The plan cannot be carried out: its sender or target does not exist, its numbers are out of bounds.</exception>
    public TrafficRun Start(TrafficPlan plan)
    {
        if (cluster.Api.Inputs is { IsAsked: true } inputs) return (TrafficRun)inputs.Take(new TrafficInput(plan))!;
        if (plan.Rate is not (> 0 and <= 100_000)) throw new TrafficException("the rate must be above 0 and at most 100000 requests a second.");
        if (plan.Duration <= TimeSpan.Zero || plan.Timeout <= TimeSpan.Zero) throw new TrafficException("duration and timeout must be above 0.");
        if (plan.Rate * plan.Duration.TotalSeconds > TrafficPlan.MostRequests) throw new TrafficException($"that would be more than {TrafficPlan.MostRequests} requests: lower the rate or the duration.");
        if (plan.Concurrency < 1) throw new TrafficException("at least one request must be allowed at a time.");
        var (from, space) = Sender(plan);
        var resolver = new ResolverSettings([Cluster.DnsAddress], from.Node is null ? [] : [$"{space}.svc.{Cluster.Domain}", $"svc.{Cluster.Domain}", Cluster.Domain]) { Ndots = 5 };
        pods ??= cluster.Api.Of<Pod>().Index(pod => string.IsNullOrEmpty(pod.Status.PodIP) || pod.Spec.HostNetwork ? null : pod.Status.PodIP);
        return new TrafficRun(cluster, plan, from, resolver, pods);
    }

    /// <summary>Sends all of it and moves the cluster's time until every request has ended.</summary>
    public TrafficReport Run(TrafficPlan plan)
    {
        var run = Start(plan);
        cluster.Clock.AdvanceUntil(() => run.IsDone, plan.Duration + plan.Timeout + TimeSpan.FromSeconds(1));
        return run.Report;
    }

    private (NetworkNamespace From, string Namespace) Sender(TrafficPlan plan)
    {
        if (plan.From is "outside") return (cluster.Network.External, plan.Namespace);
        if (plan.From is null)
        {
            var first = cluster.Network.Nodes.FirstOrDefault(cluster.Network.IsUp) ?? throw new TrafficException("there is no node to send from.");
            return (cluster.Network.AddNode(first), plan.Namespace);
        }

        if (plan.From.StartsWith("node/", StringComparison.Ordinal))
        {
            var node = plan.From["node/".Length..];
            return cluster.Network.Nodes.Contains(node) ? (cluster.Network.AddNode(node), plan.Namespace) : throw new TrafficException($"there is no node \"{node}\" to send from.");
        }

        var parts = plan.From.StartsWith("pod/", StringComparison.Ordinal) ? [plan.Namespace, plan.From[4..]] : plan.From.Contains('/', StringComparison.Ordinal) ? plan.From.Split('/', 2) : [plan.Namespace, plan.From];
        var pod = cluster.Api.Of<Pod>().Find(parts[0], parts[1]) ?? throw new TrafficException($"there is no pod \"{parts[1]}\" in namespace \"{parts[0]}\" to send from.");
        return cluster.Network.Find(pod.Status.PodIP ?? "") is { } found ? (found, parts[0]) : throw new TrafficException($"pod \"{parts[1]}\" has no network yet: nothing can be sent from it.");
    }
}
