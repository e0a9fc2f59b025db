using Podlab.Api.Model;

namespace Podlab.Engine.Scheduling.Cache;

/// <summary>The order nodes are looked at: one of each zone in turn, so that a search that ends early has seen all zones.</summary>
/// <remarks>Follows pkg/scheduler/backend/cache/node_tree.go (v1.36.3).</remarks>
internal sealed class NodeOrder
{
    private readonly List<string> zones = [];
    private readonly Dictionary<string, List<NodeInfo>> byZone = new(StringComparer.Ordinal);
    private NodeInfo[]? ordered;

    public NodeInfo[] Nodes => ordered ??= GoRound();

    /// <summary>Called before <paramref name="info"/> takes the new version of its node.</summary>
    public void Set(NodeInfo info, Node node)
    {
        var zone = ZoneOf(node);
        if (info.Node is not null)
        {
            if (ZoneOf(info.Node) == zone) return;
            Remove(info);
        }

        if (!byZone.TryGetValue(zone, out var list))
        {
            byZone.Add(zone, list = []);
            zones.Add(zone);
        }

        list.Add(info);
        ordered = null;
    }

    public void Remove(NodeInfo info)
    {
        var zone = ZoneOf(info.Node!);
        byZone[zone].Remove(info);
        if (byZone[zone].Count == 0)
        {
            byZone.Remove(zone);
            zones.Remove(zone);
        }

        ordered = null;
    }

    private static string ZoneOf(Node node) =>
        $"{node.Metadata.Labels.GetValueOrDefault("topology.kubernetes.io/region")}:{node.Metadata.Labels.GetValueOrDefault("topology.kubernetes.io/zone")}";

    private NodeInfo[] GoRound()
    {
        var lists = zones.ConvertAll(zone => byZone[zone]);
        var result = new NodeInfo[lists.Sum(list => list.Count)];
        var count = 0;
        for (var turn = 0; count < result.Length; turn++)
        {
            foreach (var list in lists)
            {
                if (turn < list.Count) result[count++] = list[turn];
            }
        }

        return result;
    }
}
