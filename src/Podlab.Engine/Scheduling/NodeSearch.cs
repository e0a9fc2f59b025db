using Podlab.Engine.Scheduling.Cache;
using Podlab.Engine.Scheduling.Framework;
using Podlab.Engine.Scheduling.Plugins;
using Podlab.Engine.Scheduling.Queue;

namespace Podlab.Engine.Scheduling;

/// <summary>Looks for the nodes that pass every filter.</summary>
/// <remarks>Follows findNodesThatFitPod in pkg/scheduler/schedule_one.go (v1.36.3). In large clusters the search ends when enough nodes are found and goes on from there for the next pod.</remarks>
internal sealed class NodeSearch(PluginSet plugins, ClusterCache cache, Nominator nominator)
{
    /// <summary>In clusters below this size every node is looked at.</summary>
    private const int LeastNodesToFind = 100;

    private const int LeastPercentage = 5;

    private readonly List<NodeInfo> feasible = [];
    private readonly NodeMemory<PluginStatus?> memory = new();
    private int next;

    /// <returns>The feasible nodes; the list is reused by the next search.</returns>
    public List<NodeInfo> Run(CycleState state, PodInfo pod, Diagnosis diagnosis, out PluginStatus? failure)
    {
        feasible.Clear();
        failure = null;
        var answer = plugins.RunPreFilters(state, pod, cache, out var restrictedBy);
        if (restrictedBy is not null) diagnosis.RejectedBy.UnionWith(restrictedBy);
        if (answer.Status is { } status)
        {
            if (!status.IsRejected)
            {
                failure = status;
                return feasible;
            }

            diagnosis.OtherNodes = status;
            diagnosis.PreFilterMessage = status.Message;
            diagnosis.RejectedBy.Add(status.Plugin);
            return feasible;
        }

        if (pod.Pod.Status.NominatedNodeName is { Length: > 0 } place && cache.Find(place) is { } held
            && plugins.RunFiltersWithNominated(state, pod, held) is null)
        {
            feasible.Add(held);
            return feasible;
        }

        if (answer.NodeNames is null) Search(state, pod, diagnosis, cache.AllNodes);
        else
        {
            diagnosis.OtherNodes = PluginStatus.Unresolvable("", $"node(s) didn't satisfy plugin(s) [{string.Join(' ', restrictedBy!)}]");
            Search(state, pod, diagnosis, [.. answer.NodeNames.Order(StringComparer.Ordinal).Select(cache.Find).OfType<NodeInfo>()]);
        }

        return feasible;
    }

    /// <summary>How many feasible nodes are enough: half of a small cluster, a twentieth of a huge one.</summary>
    internal static int Enough(int nodes)
    {
        if (nodes < LeastNodesToFind) return nodes;
        var percentage = Math.Max(50 - nodes / 125, LeastPercentage);
        return Math.Max(nodes * percentage / 100, LeastNodesToFind);
    }

    private void Search(CycleState state, PodInfo pod, Diagnosis diagnosis, NodeInfo[] nodes)
    {
        if (nodes.Length == 0) return;
        var enough = Enough(nodes.Length);
        var start = next % nodes.Length;
        var seen = 0;
        // To try a node with those that hold a place there costs ten times as much as to try it as it is.
        var remembers = !nominator.IsEmpty && nominator.NodeOf(pod.Uid) is null && plugins.OnlyFilterIs(state, PluginNames.NodeResourcesFit);
        if (remembers) memory.Begin(pod);
        for (; seen < nodes.Length && feasible.Count < enough; seen++)
        {
            var index = start + seen;
            var node = nodes[index < nodes.Length ? index : index - nodes.Length];
            if (!remembers || !memory.TryFind(node, out var refusal))
            {
                refusal = plugins.RunFiltersWithNominated(state, pod, node);
                if (remembers) memory.Add(node, refusal);
            }

            if (refusal is not null) diagnosis.Refuse(node, refusal);
            else feasible.Add(node);
        }

        next = (next + seen) % Math.Max(cache.AllNodes.Length, 1);
    }
}
