using Podlab.Engine.Scheduling.Cache;

namespace Podlab.Engine.Scheduling.Framework;

/// <summary>Why a pod found no node: the refusal of each node, or of all at once.</summary>
public sealed class Diagnosis
{
    private readonly List<NodeRefusal> refusals;
    private PluginStatus?[]? bySlot;
    private string? lastPlugin;

    public Diagnosis()
        : this([])
    {
    }

    /// <param name="refusals">A list to use again; it is emptied.</param>
    internal Diagnosis(List<NodeRefusal> refusals)
    {
        refusals.Clear();
        this.refusals = refusals;
    }

    /// <summary>How many nodes the cluster had.</summary>
    public int AllNodes { get; init; }

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

    public void Refuse(NodeInfo node, PluginStatus status)
    {
        refusals.Add(new NodeRefusal(node, status));
        bySlot = null;
        if (!ReferenceEquals(lastPlugin, status.Plugin)) RejectedBy.Add(lastPlugin = status.Plugin);
    }

    public PluginStatus? StatusOf(NodeInfo node)
    {
        bySlot ??= BySlot();
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

    private PluginStatus?[] BySlot()
    {
        var slots = 0;
        foreach (var refusal in refusals) slots = Math.Max(slots, refusal.Node.Slot + 1);
        var result = new PluginStatus?[slots];
        foreach (var refusal in refusals) result[refusal.Node.Slot] = refusal.Status;
        return result;
    }
}

public readonly record struct NodeRefusal(NodeInfo Node, PluginStatus Status);
