using Podlab.Api.Model;
using Podlab.Engine.Apiserver;
using Podlab.Engine.Chance;
using Podlab.Engine.Events;
using Podlab.Engine.Runtime;
using Podlab.Engine.Time;

namespace Podlab.Engine.Kubelet;

/// <summary>What the parts of one kubelet share: the world around them.</summary>
internal sealed class KubeletContext
{
    // Pods of one namespace mostly come together.
    private (string Namespace, DnsConfig? Dns) lastDns;

    public required string NodeName { get; init; }

    public required string NodeIp { get; init; }

    public required EventLoop Clock { get; init; }

    /// <summary>What the node's own clock says: the times that the kubelet writes, and those it compares with them.</summary>
    public required WallClock Wall { get; init; }

    public required ApiServer Api { get; init; }

    public required IContainerRuntime Runtime { get; init; }

    public required IEventRecorder Events { get; init; }

    public required SeededRandom Random { get; init; }

    /// <summary>The address of the cluster's DNS service.</summary>
    public required string ClusterDns { get; init; }

    public required string ClusterDomain { get; init; }

    /// <summary>Whether waiting times are stretched by chance.</summary>
    public required bool UsesJitter { get; init; }

    public required KubeletConfiguration Configuration { get; init; }

    /// <summary>What pods of a namespace that use the cluster's DNS know of it: the same for all of them.</summary>
    public DnsConfig DnsOf(string @namespace)
    {
        if (lastDns.Dns is { } known && lastDns.Namespace == @namespace) return known;
        var made = new DnsConfig([ClusterDns], [$"{@namespace}.svc.{ClusterDomain}", $"svc.{ClusterDomain}", ClusterDomain], ["ndots:5"]);
        lastDns = (@namespace, made);
        return made;
    }

    /// <summary>Writes an event about the node itself, which goes by its name.</summary>
    public void NodeEvent(string type, string reason, string message) =>
        Events.Event(new Node { Metadata = new ObjectMeta { Name = NodeName, Uid = NodeName } }, type, reason, message);

    /// <summary>Stretches a waiting time by up to <paramref name="maxFactor"/> of it (wait.Jitter).</summary>
    public TimeSpan Jitter(TimeSpan time, double maxFactor) => UsesJitter ? time + time * (Random.NextDouble() * maxFactor) : time;
}
