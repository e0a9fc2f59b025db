using System.Runtime.InteropServices;
using Podlab.Api.Model;
using Podlab.Engine.Scheduling.Resources;

namespace Podlab.Engine.Scheduling.Cache;

/// <summary>A node with the pods on it and their sums, kept up to date pod by pod.</summary>
/// <remarks>Follows NodeInfo in pkg/scheduler/framework/types.go (v1.36.3), without copies: one thread decides.</remarks>
public sealed class NodeInfo
{
    private readonly List<PodInfo> pods = [];
    private readonly Dictionary<HostPort, int> ports = [];
    private int[] topology = [];

    internal NodeInfo(string name, int slot)
    {
        Name = name;
        Slot = slot;
    }

    private NodeInfo(NodeInfo other)
        : this(other.Name, other.Slot)
    {
        Node = other.Node;
        Allocatable = other.Allocatable;
        AllowedPods = other.AllowedPods;
        topology = other.topology;
        pods.AddRange(other.pods);
        foreach (var (port, count) in other.ports) ports.Add(port, count);
        Requested = other.Requested.Copy();
        NonZeroMilliCpu = other.NonZeroMilliCpu;
        NonZeroMemory = other.NonZeroMemory;
    }

    public string Name { get; }

    /// <summary>A small number of its own while it is there, for counts in arrays.</summary>
    public int Slot { get; }

    /// <summary>Null while pods are bound to a node that is not (or no longer) there.</summary>
    public Node? Node { get; private set; }

    public ResourceAmounts Allocatable { get; private set; } = new();

    public long AllowedPods { get; private set; }

    public ResourceAmounts Requested { get; } = new();

    public long NonZeroMilliCpu { get; private set; }

    public long NonZeroMemory { get; private set; }

    public ReadOnlySpan<PodInfo> Pods => CollectionsMarshal.AsSpan(pods);

    /// <summary>The number of the node's value of a label (see <see cref="TopologyIndex"/>), or -1.</summary>
    public int TopologyValue(int key) => topology[key];

    public bool UsesPort(HostPort wanted)
    {
        if (ports.Count == 0) return false;
        foreach (var port in ports.Keys)
        {
            if (port.Conflicts(wanted)) return true;
        }

        return false;
    }

    /// <summary>A copy for a dry run.</summary>
    public NodeInfo Clone() => new(this);

    internal void Set(Node? node, TopologyIndex index)
    {
        Node = node;
        Allocatable = node is null ? new ResourceAmounts() : ResourceAmounts.Of(node.Status.Allocatable);
        AllowedPods = node?.Status.Allocatable.GetValueOrDefault("pods")?.Value ?? 0;
        topology = index.ValuesOf(node?.Metadata.Labels ?? default);
    }

    internal void Retopologize(TopologyIndex index) => topology = index.ValuesOf(Node?.Metadata.Labels ?? default);

    internal void Add(PodInfo pod)
    {
        pods.Add(pod);
        Count(pod, 1);
    }

    internal bool Remove(PodInfo pod)
    {
        for (var i = pods.Count - 1; i >= 0; i--)
        {
            if (!ReferenceEquals(pods[i], pod)) continue;
            pods.RemoveAt(i);
            Count(pod, -1);
            return true;
        }

        return false;
    }

    private void Count(PodInfo pod, int sign)
    {
        Requested.Add(pod.Requests, sign);
        NonZeroMilliCpu += sign * pod.NonZeroRequests.MilliCpu;
        NonZeroMemory += sign * pod.NonZeroRequests.Memory;
        foreach (var port in pod.HostPorts)
        {
            var count = ports.GetValueOrDefault(port) + sign;
            if (count == 0) ports.Remove(port);
            else ports[port] = count;
        }
    }
}
