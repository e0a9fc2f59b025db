using Podlab.Engine.Scheduling.Cache;

namespace Podlab.Engine.Scheduling.Framework;

/// <summary>Why a pod found no node: the refusal of each node, or of all at once.</summary>
public sealed class Diagnosis
{
    private readonly List<NodeRefusal> refusals = [];
    private PluginStatus?[] bySlot = [];
    private bool isIndexed;
    private string? lastPlugin;

    /// <summary>How many nodes the cluster had.</summary>
    public int AllNodes { get; private set; }

    /// <summary>The refusal of every node that has none of its own.</summary>
    public PluginStatus? OtherNodes { get; set; }

    /// <summary>The words of a refusal before any node was looked at.</summary>
    public string PreFilterMessage { get; set; } = "";

    /// <summary>What the plugins that were asked afterwards said.</summary>
    public string PostFilterMessage { get; set; } = "";

    /// <summary>The plugins that refused, in order of their first refusal; their hints wake the pod.</summary>
    public SortedSet<string> RejectedBy { get; } = new(StringComparer.Ordinal);

    /// <summary>In the order the nodes were looked at.</summary>
    public IReadOnlyList<NodeRefusal> Refusals => refusals;

    /// <summary>Begins anew, for a pod that meets so many nodes.</summary>
    internal void Begin(int allNodes)
    {
        refusals.Clear();
        RejectedBy.Clear();
        (AllNodes, OtherNodes, PreFilterMessage, PostFilterMessage, lastPlugin, isIndexed) = (allNodes, null, "", "", null, false);
    }

    public void Refuse(NodeInfo node, PluginStatus status)
    {
        refusals.Add(new NodeRefusal(node, status));
        isIndexed = false;
        if (!ReferenceEquals(lastPlugin, status.Plugin)) RejectedBy.Add(lastPlugin = status.Plugin);
    }

    public PluginStatus? StatusOf(NodeInfo node)
    {
        if (!isIndexed) Index();
        return (node.Slot < bySlot.Length ? bySlot[node.Slot] : null) ?? OtherNodes;
    }

    /// <summary>The text of condition and event.</summary>
    /// <remarks>Follows FitError in pkg/scheduler/framework/types.go (v1.36.3).</remarks>
    public string Message()
    {
        var text = $"0/{AllNodes} nodes are available:";
        if (PreFilterMessage.Length > 0) text += $" {PreFilterMessage}.";
        else if (CountedReasons() is { Length: > 0 } reasons) text += $" {reasons}.";
        return PostFilterMessage.Length > 0 ? $"{text} {PostFilterMessage}" : text;
    }

    private string CountedReasons()
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        void Count(PluginStatus status, int times)
        {
            foreach (var reason in status.Reasons) counts[reason] = counts.GetValueOrDefault(reason) + times;
        }

        // Equal refusals are mostly one object, and come in runs.
        for (int i = 0, run; i < refusals.Count; i += run)
        {
            for (run = 1; i + run < refusals.Count && ReferenceEquals(refusals[i + run].Status, refusals[i].Status);) run++;
            Count(refusals[i].Status, run);
        }

        if (OtherNodes is { } others && refusals.Count < AllNodes) Count(others, AllNodes - refusals.Count);
        return string.Join(", ", counts.Select(pair => $"{pair.Value} {pair.Key}").Order(StringComparer.Ordinal));
    }

    private void Index()
    {
        isIndexed = true;
        Array.Clear(bySlot);
        foreach (var refusal in refusals)
        {
            if (refusal.Node.Slot >= bySlot.Length) Array.Resize(ref bySlot, Math.Max(refusal.Node.Slot + 1, bySlot.Length * 2));
            bySlot[refusal.Node.Slot] = refusal.Status;
        }
    }
}

public readonly record struct NodeRefusal(NodeInfo Node, PluginStatus Status);
