using Podlab.Engine.Scheduling.Cache;

namespace Podlab.Engine.Scheduling.Queue;

/// <summary>The places that waiting pods hold: a pod of the same or lower priority sees them as taken.</summary>
/// <remarks>Follows pkg/scheduler/backend/queue/nominator.go (v1.36.3).</remarks>
public sealed class Nominator
{
    private readonly Dictionary<string, List<PodInfo>> byNode = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> nodeOf = new(StringComparer.Ordinal);

    public bool IsEmpty => byNode.Count == 0;

    /// <summary>Called with the node and those that hold a place on it now; null: nobody does.</summary>
    internal Action<string, List<PodInfo>?>? Changed { get; set; }

    /// <summary>The pods that hold a place on a node, in the order they came.</summary>
    public IReadOnlyList<PodInfo> On(string node) => byNode.TryGetValue(node, out var pods) ? pods : [];

    public string? NodeOf(string uid) => nodeOf.GetValueOrDefault(uid);

    internal List<PodInfo>? Find(string node) => byNode.GetValueOrDefault(node);

    /// <param name="node">Null: what the pod's own status says.</param>
    internal void Set(PodInfo pod, string? node = null)
    {
        Remove(pod.Uid);
        node ??= pod.Pod.Status.NominatedNodeName;
        if (string.IsNullOrEmpty(node)) return;
        nodeOf.Add(pod.Uid, node);
        if (!byNode.TryGetValue(node, out var pods)) byNode.Add(node, pods = []);
        pods.Add(pod);
        Changed?.Invoke(node, pods);
    }

    /// <summary>A place that is held in memory only outlives a version of the pod that does not speak of it.</summary>
    internal void Update(PodInfo old, PodInfo pod)
    {
        var silent = string.IsNullOrEmpty(old.Pod.Status.NominatedNodeName) && string.IsNullOrEmpty(pod.Pod.Status.NominatedNodeName);
        Set(pod, silent ? NodeOf(old.Uid) : null);
    }

    internal void Remove(string uid)
    {
        if (!nodeOf.Remove(uid, out var node)) return;
        var pods = byNode[node];
        pods.RemoveAll(pod => pod.Uid == uid);
        if (pods.Count == 0) byNode.Remove(node);
        Changed?.Invoke(node, pods.Count == 0 ? null : pods);
    }
}
