using System.Globalization;
using Podlab.Api;
using Podlab.Api.Model;

namespace Podlab.Engine.Nodes.Pools;

/// <summary>Nodes that are alike.</summary>
public sealed record NodePool
{
    private const string ZoneLabel = "topology.kubernetes.io/zone";
    internal const string RolePrefix = "node-role.kubernetes.io/";

    /// <summary>The one node's name; null: there may be several, named by <see cref="Prefix"/> and a number.</summary>
    public string? Name { get; init; }

    /// <summary>What stands before the number: <c>node-</c> gives node-1, node-2 and on.</summary>
    public string Prefix { get; init; } = "node-";

    public int Count { get; init; } = 1;

    public ValueMap<string> Labels { get; init; }

    public ValueMap<string> Annotations { get; init; }

    /// <summary>What <c>kubectl get nodes</c> shows under ROLES.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];

    public ValueList<Taint> Taints { get; init; }

    /// <summary>Resources by name; those that are absent are as everywhere: 4 CPU, 8Gi, 110 pods, 100Gi of disk.</summary>
    public ValueMap<Quantity> Capacity { get; init; }

    /// <summary>The nodes take these in turn, as the label topology.kubernetes.io/zone.</summary>
    public IReadOnlyList<string> Zones { get; init; } = [];

    /// <summary>The pool's nodes, in order.</summary>
    /// <param name="defaults">What a node has where the pool says nothing.</param>
    public IEnumerable<Node> Nodes(NodeCapacity defaults)
    {
        for (var i = 0; i < Count; i++) yield return Node(Name ?? Prefix + (i + 1).ToString(CultureInfo.InvariantCulture), Zones.Count == 0 ? null : Zones[i % Zones.Count], defaults);
    }

    private Node Node(string name, string? zone, NodeCapacity defaults)
    {
        var labels = Labels;
        foreach (var role in Roles) labels = labels.Set(RolePrefix + role, "");
        if (zone is not null) labels = labels.Set(ZoneLabel, zone);
        var node = new Node { Metadata = new ObjectMeta { Name = name, Labels = labels, Annotations = Annotations }, Spec = new NodeSpec { Taints = Taints } };
        if (Capacity.IsEmpty) return node;
        var capacity = NodeObjects.Capacity(defaults);
        foreach (var (resource, amount) in Capacity) capacity = capacity.Set(resource, amount);
        return node with { Status = new NodeStatus { Capacity = capacity, Allocatable = capacity } };
    }
}
