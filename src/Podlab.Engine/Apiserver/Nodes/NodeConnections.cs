namespace Podlab.Engine.Apiserver.Nodes;

/// <summary>The kubelets that the API server can reach, by the name of their node.</summary>
public sealed class NodeConnections
{
    private readonly Dictionary<string, INodeConnection> byName = new(StringComparer.Ordinal);

    public void Register(string node, INodeConnection connection) => byName[node] = connection;

    public void Unregister(string node) => byName.Remove(node);

    /// <exception cref="ApiException">Nobody answers on that node.</exception>
    public INodeConnection Get(string node) => byName.TryGetValue(node, out var connection) ? connection
        : throw ApiException.Internal($"Get \"https://{node}:10250/\": dial tcp: lookup {node}: no such host");
}
