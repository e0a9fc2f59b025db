using System.Text.Json;
using Podlab.Api.Model;
using Podlab.Api.Validation;
using Podlab.Api.Yaml;
using Podlab.Engine.Apiserver;
using Podlab.Engine.Apiserver.Conversion;

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
            Check(pool, pools[^1], result.NodeCapacity);
            foreach (var node in pools[^1].Nodes(result.NodeCapacity))
            {
                if (!names.Add(node.Metadata.Name!)) throw pool.Wrong("", $"the name {node.Metadata.Name} is taken by a pool above. Give this one another name or prefix.");
            }
        }

        return result with { NodePools = pools };
    }

    /// <summary>What the API would refuse in the pool's nodes is said of the field that it comes from.</summary>
    private static void Check(DescribedFields fields, NodePool pool, NodeCapacity capacity)
    {
        var strategy = StorageKinds.StrategyOf(ApiServer.ResourceOf(Node.GroupVersionKind));
        foreach (var node in pool.Nodes(capacity).Take(Math.Max(1, pool.Zones.Count)))
        {
            var errors = strategy.Validate(strategy.PrepareForCreate(strategy.Default(node)));
            if (errors.Count > 0) throw fields.Wrong(FieldOf(errors[0], pool), errors[0].Body);
        }
    }

    private static string FieldOf(FieldError error, NodePool pool)
    {
        var value = error.BadValue as string ?? "";
        if (error.Field.StartsWith("metadata.labels", StringComparison.Ordinal))
            return value.StartsWith(NodePool.RolePrefix, StringComparison.Ordinal) ? "roles" : pool.Zones.Contains(value) ? "zones" : "labels";
        if (error.Field.StartsWith("spec.taints", StringComparison.Ordinal)) return error.Field.IndexOf(']', StringComparison.Ordinal) is var end and > 0 ? error.Field["spec.".Length..(end + 1)] : "taints";
        return error.Field.StartsWith("metadata.annotations", StringComparison.Ordinal) ? "annotations" : error.Field.StartsWith("status.", StringComparison.Ordinal) ? "capacity" : "";
    }
}
