using System.Globalization;
using Podlab.Api.Model;
using Podlab.Engine.Apiserver;
using Podlab.Engine.Nodes.Pools;
using Podlab.Engine.Recordings;
using Podlab.Engine.Store;

namespace Podlab.Engine.Nodes;

/// <summary>
/// The nodes of a cluster: those it starts with, and one for each Node object that a client makes, unless it is annotated <c>podlab/kubelet: none</c>.
/// </summary>
public sealed class NodeAgents(Cluster cluster) : IClusterComponent
{
    private readonly SortedDictionary<string, NodeAgent> agents = new(StringComparer.Ordinal);
    private readonly ResourceClient<Node> nodes = cluster.Api.Of<Node>();
    private IDisposable? watch;

    public string Name => "nodes";

    /// <summary>By name, in ordinal order.</summary>
    public IReadOnlyCollection<NodeAgent> All => agents.Values;

    public NodeAgent? Find(string name) => agents.GetValueOrDefault(name);

    public void Start()
    {
        var pools = cluster.Options.NodePools.Count > 0 ? cluster.Options.NodePools : [new NodePool { Count = cluster.Options.Nodes }];
        foreach (var node in pools.SelectMany(pool => pool.Nodes(cluster.Options.NodeCapacity)))
        {
            if (nodes.Find("", node.Metadata.Name!) is null) nodes.Create(NodeObjects.Complete(node, cluster.Network.PodCidr(node.Metadata.Name!)), "kubelet");
        }

        foreach (var node in nodes.List().OrderBy(node => Number(node.Metadata.Name)).ToArray()) Adopt(node);
        watch = nodes.Watch(OnChange);
    }

    public void Stop()
    {
        watch?.Dispose();
        watch = null;
        foreach (var agent in agents.Values) agent.Stop();
        agents.Clear();
    }

    /// <summary>Adds the nodes of a pool in mid-run; they are ready within the same instant.</summary>
    /// <exception cref="ApiException">A node of that name exists, or the description is not valid.</exception>
    public void Add(NodePool pool)
    {
        if (Recorded(new NodeInput("add", "", pool))) return;
        foreach (var node in pool.Nodes(cluster.Options.NodeCapacity))
        {
            cluster.Network.SetUp(node.Metadata.Name!, true);
            nodes.Create(node, "podlab");
        }

        Settle();
    }

    /// <summary>Takes a node away for good, as a deleted machine: its object goes, its pods are lost, nothing answers at its address.</summary>
    /// <exception cref="ApiException">NotFound.</exception>
    public void Remove(string name)
    {
        if (Recorded(new NodeInput("remove", name))) return;
        nodes.Get("", name);
        Find(name)?.Stop();
        cluster.Network.SetUp(name, false);
        nodes.Delete("", name);
        Settle();
    }

    /// <summary>
    /// Cuts a node off: its kubelet is heard no more, connections to it and its pods hang, its containers run on. After 40 s its object says Unknown, after five
    /// minutes more its pods are evicted.
    /// </summary>
    /// <exception cref="ApiException">NotFound.</exception>
    public void Disconnect(string name)
    {
        if (Recorded(new NodeInput("disconnect", name))) return;
        nodes.Get("", name);
        Find(name)?.Stop();
        cluster.Network.SetUp(name, false);
        Settle();
    }

    /// <summary>Brings a node back that was cut off: its kubelet ends what was evicted meanwhile.</summary>
    /// <exception cref="ApiException">NotFound.</exception>
    public void Reconnect(string name)
    {
        if (Recorded(new NodeInput("reconnect", name))) return;
        nodes.Get("", name);
        cluster.Network.SetUp(name, true);
        Find(name)?.Start();
        Settle();
    }

    /// <summary>Marks a node as one that takes no new pods, or as one that does again, as kubectl cordon and uncordon do.</summary>
    /// <exception cref="ApiException">NotFound.</exception>
    public void Cordon(string name, bool isCordoned = true)
    {
        if (Recorded(new NodeInput(isCordoned ? "cordon" : "uncordon", name))) return;
        var node = nodes.Get("", name);
        nodes.Update(node with { Spec = node.Spec with { Unschedulable = isCordoned } }, "kubectl-cordon");
        Settle();
    }

    /// <summary>Takes the call down as an input, and carries it out, when it comes from outside and somebody keeps a recording.</summary>
    private bool Recorded(NodeInput input)
    {
        if (cluster.Api.Inputs is not { IsAsked: true } inputs) return false;
        inputs.Take(input);
        Settle();
        return true;
    }

    /// <summary>Lets everybody hear of it when called while time rests.</summary>
    private void Settle()
    {
        if (!cluster.Clock.IsCurrent) cluster.Clock.RunReady();
    }

    /// <summary>Numbers in names count as numbers, so that node-10 comes after node-9.</summary>
    private static int Number(string? name) =>
        name is not null && name.StartsWith("node-", StringComparison.Ordinal) && int.TryParse(name.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : int.MaxValue;

    private void OnChange(WatchEvent<Node> change)
    {
        var name = change.Object.Metadata.Name ?? "";
        if (change.Type == StoreChangeType.Added)
        {
            Adopt(change.Object);
        }
        else if (change.Type == StoreChangeType.Deleted && agents.Remove(name, out var agent))
        {
            agent.Stop();
        }
    }

    private void Adopt(Node node)
    {
        var name = node.Metadata.Name ?? "";
        if (cluster.Options.Runtime is not { } makeRuntime || agents.ContainsKey(name)) return;
        if (node.Metadata.Annotations.GetValueOrDefault(NodeObjects.KubeletAnnotation) == "none") return;
        if (nodes.Find("", name) is not { } current) return;
        var completed = NodeObjects.Complete(current, cluster.Options.AllocatesNodeCidrs ? cluster.Network.PodCidr(name) : "");
        if (!completed.Equals(current)) completed = nodes.Update(completed, "kubelet");
        var agent = new NodeAgent(cluster, completed, makeRuntime(cluster, name));
        agents.Add(name, agent);
        cluster.Faults.Reach(agent);
        agent.Start();
    }
}
