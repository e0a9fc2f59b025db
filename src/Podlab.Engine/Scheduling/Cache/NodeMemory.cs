namespace Podlab.Engine.Scheduling.Cache;

/// <summary>
/// What was found out about nodes for a pod that only needs room: it depends on the node with the pods that are or will be there, on what the pod
/// requests and on its priority alone, and most nodes do not change between one pod of a group and the next.
/// </summary>
internal sealed class NodeMemory<T>
{
    private Entry[] bySlot = [];
    private PodInfo? pod;

    /// <summary>Makes ready for a pod; what was found out for pods that ask for something else is forgotten.</summary>
    public void Begin(PodInfo next)
    {
        if (pod is null || !IsAlike(pod, next)) Array.Clear(bySlot);
        pod = next;
    }

    public bool TryFind(NodeInfo node, out T found)
    {
        var known = node.Slot < bySlot.Length ? bySlot[node.Slot] : default;
        found = known.Found;
        return ReferenceEquals(known.Node, node) && known.Generation == node.Generation;
    }

    public void Add(NodeInfo node, T found)
    {
        if (node.Slot >= bySlot.Length) Array.Resize(ref bySlot, Math.Max(node.Slot + 1, bySlot.Length * 2));
        bySlot[node.Slot] = new Entry(node, node.Generation, found);
    }

    private static bool IsAlike(PodInfo a, PodInfo b) =>
        a.Priority == b.Priority && a.Requests.Scalars is null && b.Requests.Scalars is null
        && (a.Requests.MilliCpu, a.Requests.Memory, a.Requests.EphemeralStorage) == (b.Requests.MilliCpu, b.Requests.Memory, b.Requests.EphemeralStorage);

    /// <param name="Generation">Of the node at that time.</param>
    private readonly record struct Entry(NodeInfo? Node, long Generation, T Found);
}
