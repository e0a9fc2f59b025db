using System.Text.Json;
using Podlab.Api.Yaml;

namespace Podlab.Engine.Nodes.Pools;

/// <summary>Reads a cluster's description: pools of nodes with their labels, taints and sizes (docs/clusters.md describes the form).</summary>
public static class ClusterFile
{
    private static readonly string[] Fields = ["seed", "systemPods", "nodes"];

    /// <summary>The options that a description gives, on top of others.</summary>
    /// <param name="source">How errors call the text; a file's name.</param>
    /// <exception cref="ClusterFileException">The first thing that is wrong.</exception>
    public static ClusterOptions Read(string text, string source, ClusterOptions? options = null)
    {
        var document = YamlReader.Read(text);
        if (document.Error is { } broken) throw new ClusterFileException(source, broken.Line, "", broken.Message);
        if (document.Duplicates.Count > 0) throw new ClusterFileException(source, document.Duplicates[0].Line, document.Duplicates[0].Path, "the key stands there twice. Remove one.");
        using var json = JsonDocument.Parse(document.Json);
        var fields = new DescribedFields(document, source, "", json.RootElement);
        fields.Allow(Fields);
        var result = options ?? new ClusterOptions();
        if (fields.Number("seed", 0, long.MaxValue) is { } seed) result = result with { Seed = (ulong)seed };
        if (fields.Truth("systemPods") is { } system) result = result with { SystemPods = system };
        var pools = new List<NodePool>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var pool in fields.Objects("nodes") ?? throw fields.Wrong("nodes", "a list of node pools is needed, for example: nodes: [{count: 3}]"))
        {
            pools.Add(PoolReader.Read(pool));
            foreach (var node in pools[^1].Nodes(result.NodeCapacity))
            {
                if (!names.Add(node.Metadata.Name!)) throw pool.Wrong("", $"the name {node.Metadata.Name} is taken by a pool above. Give this one another name or prefix.");
            }
        }

        return result with { NodePools = pools };
    }
}
