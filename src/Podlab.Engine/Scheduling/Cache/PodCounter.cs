namespace Podlab.Engine.Scheduling.Cache;

/// <summary>How many pods that answer a question are on each node, kept up to date from when the question is first asked.</summary>
public sealed class PodCounter(Func<PodInfo, bool> matches)
{
    private readonly Dictionary<int, int[]> byTopology = [];
    private int[] bySlot = [];

    /// <summary>When it was last asked for; the counter that waited longest makes room for a new one.</summary>
    internal long LastUse { get; set; }

    public int Total { get; private set; }

    public int OnNode(NodeInfo node) => (uint)node.Slot < (uint)bySlot.Length ? bySlot[node.Slot] : 0;

    /// <summary>Sums over the nodes with the label, by the number of its value. The array may be longer than there are values, or shorter: then the rest is 0.</summary>
    public int[] ByTopology(int key, NodeInfo[] nodes)
    {
        if (byTopology.TryGetValue(key, out var sums)) return sums;
        sums = [];
        foreach (var node in nodes)
        {
            if (OnNode(node) is var count and not 0) Add(ref sums, node.TopologyValue(key), count);
        }

        byTopology.Add(key, sums);
        return sums;
    }

    internal void Count(PodInfo pod, NodeInfo node, int sign)
    {
        if (!matches(pod)) return;
        Total += sign;
        Add(ref bySlot, node.Slot, sign);
        if (node.Node is null) return;
        foreach (var key in byTopology.Keys)
        {
            ref var sums = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrNullRef(byTopology, key);
            Add(ref sums, node.TopologyValue(key), sign);
        }
    }

    /// <summary>Nodes came, went or changed their labels: sums by topology are made anew when asked for.</summary>
    internal void ForgetTopology() => byTopology.Clear();

    private static void Add(ref int[] sums, int index, int amount)
    {
        if (index < 0) return;
        if (index >= sums.Length) Array.Resize(ref sums, Math.Max(index + 1, sums.Length * 2));
        sums[index] += amount;
    }
}
