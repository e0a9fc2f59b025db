using System.Globalization;
using Podlab.Api.Model;
using Podlab.Engine.Apiserver;
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
        for (var number = 1; number <= cluster.Options.Nodes; number++)
        {
            var name = "node-" + number.ToString(CultureInfo.InvariantCulture);
            if (nodes.Find("", name) is null) nodes.Create(NodeObjects.Complete(new Node { Metadata = new ObjectMeta { Name = name } }, cluster.Network.PodCidr(name)), "kubelet");
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
        var completed = NodeObjects.Complete(current, cluster.Network.PodCidr(name));
        if (!completed.Equals(current)) completed = nodes.Update(completed, "kubelet");
        var agent = new NodeAgent(cluster, completed, makeRuntime(cluster, name));
        agents.Add(name, agent);
        agent.Start();
    }
}
