using Podlab.Api.Model;
using Podlab.Engine.Scheduling.Queue;

namespace Podlab.Engine.Scheduling.Cache;

/// <summary>The scheduler's view of nodes and of the pods on them: what the watches said, and what the scheduler has just decided itself.</summary>
/// <remarks>Every sum and index in it is changed by the difference; nothing is counted again for each pod.</remarks>
public sealed class ClusterCache
{
    /// <summary>How many questions keep their counts; enough for the different selectors of a busy cluster.</summary>
    private const int CounterLimit = 128;

    private readonly Dictionary<string, NodeInfo> nodes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (PodInfo Pod, NodeInfo Node)> pods = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PodCounter> counters = new(StringComparer.Ordinal);
    private readonly Dictionary<int, int[]> nodesByTopology = [];
    private readonly Dictionary<string, NodeMatches> matches = new(StringComparer.Ordinal);
    private readonly Stack<int> freeSlots = new();
    private readonly NodeOrder order = new();
    private int slots;
    private long uses;

    /// <summary>The nodes that are there, going round the zones.</summary>
    public IReadOnlyList<NodeInfo> Nodes => order.Nodes;

    /// <summary><see cref="Nodes"/> for loops over thousands of them.</summary>
    internal NodeInfo[] AllNodes => order.Nodes;

    /// <summary>How many nodes are cordoned.</summary>
    public int UnschedulableNodes { get; private set; }

    public TaintSets Taints { get; } = new();

    public NamespaceLabels Namespaces { get; } = new();

    public TopologyIndex Topology { get; } = new();

    public ImageIndex Images { get; } = new();

    /// <summary>Required anti-affinity terms of the pods that are there.</summary>
    public TermIndex AntiAffinity { get; } = new();

    /// <summary>What the pods that are there wish for: weights of preferred terms (negative for anti-affinity) and 1 for each required one.</summary>
    public TermIndex Wishes { get; } = new();

    /// <summary>The places that waiting pods hold; the nodes are told of them.</summary>
    internal Nominator? Nominator
    {
        get;
        set
        {
            field = value;
            if (value is not null) value.Changed = (name, pods) => nodes.GetValueOrDefault(name)?.SetNominated(pods);
        }
    }

    /// <summary>Moves when nodes come, go or change.</summary>
    public long NodeGeneration { get; private set; }

    /// <summary>The node, if it is there.</summary>
    public NodeInfo? Find(string name) => nodes.TryGetValue(name, out var node) && node.Node is not null ? node : null;

    public PodInfo? FindPod(string uid) => pods.TryGetValue(uid, out var found) ? found.Pod : null;

    public NodeInfo? NodeOf(string uid) => pods.TryGetValue(uid, out var found) ? found.Node : null;

    /// <summary>The number of a node label, for <see cref="NodeInfo.TopologyValue"/>.</summary>
    public int TopologyKey(string label)
    {
        var key = Topology.KeyOf(label, out var isNew);
        if (!isNew) return key;
        foreach (var node in nodes.Values) Topology.Set(node.Slot, node.Node?.Metadata.Labels ?? default);
        return key;
    }

    /// <summary>Counts of the pods that answer a question; the same <paramref name="question"/> gives the same counter.</summary>
    public PodCounter Counter(string question, Func<PodInfo, bool> matches)
    {
        if (!counters.TryGetValue(question, out var counter))
        {
            if (counters.Count >= CounterLimit) counters.Remove(counters.MinBy(pair => pair.Value.LastUse).Key);
            counter = new PodCounter(matches);
            foreach (var (pod, node) in pods.Values) counter.Count(pod, node, 1);
            counters.Add(question, counter);
        }

        counter.LastUse = ++uses;
        return counter;
    }

    /// <summary>How many nodes have each value of a label, by the value's number.</summary>
    public int[] NodesByTopology(int key)
    {
        if (nodesByTopology.TryGetValue(key, out var counts)) return counts;
        counts = new int[Topology.ValueCount(key)];
        foreach (var node in AllNodes)
        {
            if (node.TopologyValue(key) is >= 0 and var value) counts[value]++;
        }

        nodesByTopology.Add(key, counts);
        return counts;
    }

    /// <summary>Whether every node has the label.</summary>
    public bool AllNodesHave(int key) => NodesByTopology(key).Sum() == AllNodes.Length;

    /// <summary>The nodes a requirement accepts, remembered: the pods of one template ask the same.</summary>
    public NodeMatches MatchesOf(Matching.NodeRequirement requirement)
    {
        if (matches.TryGetValue(requirement.Key, out var known)) return known;
        if (matches.Count >= CounterLimit) matches.Clear();
        known = new NodeMatches(requirement);
        matches.Add(requirement.Key, known);
        return known;
    }

    internal void SetNode(Node node)
    {
        var name = node.Metadata.Name!;
        var info = NodeFor(name);
        var moved = info.Node is null || info.Node.Metadata.Labels != node.Metadata.Labels;
        if (moved) Index(info, -1);
        Images.Remove(info.Node);
        Images.Add(node);
        order.Set(info, node);
        SetNode(info, node);
        if (moved)
        {
            Index(info, 1);
            ForgetNodes();
        }

        NodeGeneration++;
    }

    internal void RemoveNode(string name)
    {
        if (!nodes.TryGetValue(name, out var info) || info.Node is null) return;
        Index(info, -1);
        Images.Remove(info.Node);
        order.Remove(info);
        SetNode(info, null);
        ForgetNodes();
        DropIfEmpty(info);
        NodeGeneration++;
    }

    /// <summary>Adds a pod to a node, or replaces the version that is there.</summary>
    internal void SetPod(PodInfo pod, string nodeName)
    {
        RemovePod(pod.Uid);
        var node = NodeFor(nodeName);
        pods[pod.Uid] = (pod, node);
        node.Add(pod);
        Index(pod, node, 1);
        foreach (var counter in counters.Values) counter.Count(pod, node, 1);
    }

    internal void RemovePod(string uid)
    {
        if (!pods.Remove(uid, out var found)) return;
        var (pod, node) = found;
        foreach (var counter in counters.Values) counter.Count(pod, node, -1);
        Index(pod, node, -1);
        node.Remove(pod);
        DropIfEmpty(node);
    }

    internal void SetNamespace(Namespace value)
    {
        if (Namespaces.Of(value.Metadata.Name!) == value.Metadata.Labels) return;
        Namespaces.Set(value.Metadata.Name!, value.Metadata.Labels);
        counters.Clear();
    }

    private void SetNode(NodeInfo info, Node? node)
    {
        if (info.IsUnschedulable) UnschedulableNodes--;
        info.Set(node, Taints);
        if (info.IsUnschedulable) UnschedulableNodes++;
    }

    private NodeInfo NodeFor(string name)
    {
        if (nodes.TryGetValue(name, out var node)) return node;
        node = new NodeInfo(name, freeSlots.TryPop(out var slot) ? slot : slots++, Topology);
        node.Set(null, Taints);
        node.SetNominated(Nominator?.Find(name));
        nodes.Add(name, node);
        return node;
    }

    private void DropIfEmpty(NodeInfo node)
    {
        if (node.Node is not null || node.PodCount > 0) return;
        nodes.Remove(node.Name);
        freeSlots.Push(node.Slot);
    }

    private void ForgetNodes()
    {
        nodesByTopology.Clear();
        matches.Clear();
        foreach (var counter in counters.Values) counter.ForgetTopology();
    }

    private void Index(NodeInfo node, int sign)
    {
        foreach (var pod in node.Pods) Index(pod, node, sign);
    }

    private void Index(PodInfo pod, NodeInfo node, int sign)
    {
        if (!pod.HasAffinity || node.Node is null) return;
        void Count(TermIndex index, Matching.AffinityTerm[] terms, int factor)
        {
            foreach (var term in terms)
            {
                var key = TopologyKey(term.TopologyKey);
                index.Count(term, key, node.TopologyValue(key), factor * term.Weight, sign);
            }
        }

        Count(AntiAffinity, pod.RequiredAntiAffinity, sign);
        Count(Wishes, pod.RequiredAffinity, sign);
        Count(Wishes, pod.PreferredAffinity, sign);
        Count(Wishes, pod.PreferredAntiAffinity, -sign);
    }
}
