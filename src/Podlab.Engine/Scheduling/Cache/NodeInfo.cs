using Podlab.Api.Model;
using Podlab.Engine.Scheduling.Resources;

namespace Podlab.Engine.Scheduling.Cache;

/// <summary>A node with the pods on it and their sums, kept up to date pod by pod.</summary>
/// <remarks>
/// Follows NodeInfo in pkg/scheduler/framework/types.go (v1.36.3), without copies: one thread decides. What filters and scores ask of every node lies in
/// this object itself: each step away from it (to the node, its spec, a list) is a wait for memory, and those waits were half of a decision on 5,000 nodes.
/// </remarks>
public sealed class NodeInfo
{
    private readonly TopologyIndex topology;
    private PodInfo[] pods = [];
    private Dictionary<HostPort, int>? ports;
    private ResourceAmounts allocatable;
    private ResourceAmounts requested;
    private int podCount;

    internal NodeInfo(string name, int slot, TopologyIndex topology)
    {
        Name = name;
        Slot = slot;
        this.topology = topology;
    }

    public string Name { get; private set; }

    /// <summary>A small number of its own while it is there, for counts in arrays.</summary>
    public int Slot { get; private set; }

    /// <summary>Null while pods are bound to a node that is not (or no longer) there.</summary>
    public Node? Node { get; private set; }

    public ref readonly ResourceAmounts Allocatable => ref allocatable;

    public long AllowedPods { get; private set; }

    public ref readonly ResourceAmounts Requested => ref requested;

    public long NonZeroMilliCpu { get; private set; }

    public long NonZeroMemory { get; private set; }

    /// <summary>Whether it is cordoned.</summary>
    public bool IsUnschedulable { get; private set; }

    /// <summary>The number of its taints in <see cref="ClusterCache.Taints"/>.</summary>
    public int TaintSet { get; private set; }

    public ReadOnlySpan<PodInfo> Pods => pods.AsSpan(0, podCount);

    public int PodCount => podCount;

    /// <summary>Waiting pods that hold a place here (see <see cref="Queue.Nominator"/>); null: none.</summary>
    internal List<PodInfo>? Nominated { get; private set; }

    /// <summary>How often the node, its pods or those that hold a place here changed.</summary>
    internal long Generation { get; private set; }

    /// <summary>How even cpu and memory are taken (see NodeResourcesBalancedAllocation), -1 where nobody has asked since the last change.</summary>
    internal int Balance { get; set; } = -1;

    /// <summary>The number of the node's value of a label (see <see cref="TopologyIndex"/>), or -1.</summary>
    public int TopologyValue(int key) => topology.ValueAt(key, Slot);

    public bool UsesPort(HostPort wanted)
    {
        if (ports is null || ports.Count == 0) return false;
        foreach (var port in ports.Keys)
        {
            if (port.Conflicts(wanted)) return true;
        }

        return false;
    }

    /// <summary>A copy for a dry run.</summary>
    public NodeInfo Clone()
    {
        var copy = new NodeInfo(Name, Slot, topology);
        copy.CopyFrom(this);
        return copy;
    }

    /// <summary>Becomes a copy of another node; for dry runs over many nodes, that need one at a time.</summary>
    internal void CopyFrom(NodeInfo other)
    {
        (Name, Slot, Node, Nominated) = (other.Name, other.Slot, other.Node, other.Nominated);
        allocatable = other.allocatable;
        requested = other.requested.Copy();
        (AllowedPods, NonZeroMilliCpu, NonZeroMemory) = (other.AllowedPods, other.NonZeroMilliCpu, other.NonZeroMemory);
        (IsUnschedulable, TaintSet, Balance) = (other.IsUnschedulable, other.TaintSet, -1);
        if (pods.Length < other.podCount) pods = new PodInfo[other.podCount + 1];
        other.Pods.CopyTo(pods);
        podCount = other.podCount;
        ports = other.ports is { Count: > 0 } ? new Dictionary<HostPort, int>(other.ports) : null;
    }

    internal void Set(Node? node, TaintSets taints)
    {
        Node = node;
        allocatable = node is null ? default : ResourceAmounts.Of(node.Status.Allocatable);
        AllowedPods = node?.Status.Allocatable.GetValueOrDefault("pods")?.Value ?? 0;
        IsUnschedulable = node is { Spec.Unschedulable: true };
        TaintSet = taints.NumberOf(node?.Spec.Taints ?? default);
        topology.Set(Slot, node?.Metadata.Labels ?? default);
        Balance = -1;
        Generation++;
    }

    internal void SetNominated(List<PodInfo>? pods)
    {
        Nominated = pods;
        Generation++;
    }

    internal void Add(PodInfo pod)
    {
        if (podCount == pods.Length) Array.Resize(ref pods, Math.Max(4, podCount * 2));
        pods[podCount++] = pod;
        Count(pod, 1);
    }

    internal bool Remove(PodInfo pod)
    {
        for (var i = podCount - 1; i >= 0; i--)
        {
            if (!ReferenceEquals(pods[i], pod)) continue;
            pods.AsSpan(i + 1, podCount - i - 1).CopyTo(pods.AsSpan(i));
            pods[--podCount] = null!;
            Count(pod, -1);
            return true;
        }

        return false;
    }

    private void Count(PodInfo pod, int sign)
    {
        requested.Add(pod.Requests, sign);
        NonZeroMilliCpu += sign * pod.NonZeroRequests.MilliCpu;
        NonZeroMemory += sign * pod.NonZeroRequests.Memory;
        Balance = -1;
        Generation++;
        foreach (var port in pod.HostPorts)
        {
            ports ??= [];
            var count = ports.GetValueOrDefault(port) + sign;
            if (count == 0) ports.Remove(port);
            else ports[port] = count;
        }
    }
}
