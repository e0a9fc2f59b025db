namespace Podlab.Engine.Scheduling.Tracing;

/// <summary>The latest decisions, bounded by number and by size; a pod's latest decision stays until it is pushed out or the pod is tried again.</summary>
/// <param name="limit">How many decisions are kept.</param>
/// <param name="sizeLimit">How many bytes they may hold together, about.</param>
public sealed class DecisionLog(int limit = 4096, int sizeLimit = 1 << 20)
{
    private readonly Queue<Decision> decisions = new();
    private readonly Dictionary<string, Decision> latest = new(StringComparer.Ordinal);
    private readonly Queue<int> sizes = new();
    private int size;

    /// <summary>Oldest first.</summary>
    public IReadOnlyCollection<Decision> All => decisions;

    /// <summary>The pod's latest decision, by <c>namespace/name</c>; null: never tried, or long ago.</summary>
    public Decision? Find(string pod) => latest.GetValueOrDefault(pod);

    internal void Add(Decision decision)
    {
        decisions.Enqueue(decision);
        latest[decision.Pod] = decision;
        sizes.Enqueue(decision.Size);
        size += decision.Size;
        while (decisions.Count > limit || (size > sizeLimit && decisions.Count > 1))
        {
            var oldest = decisions.Dequeue();
            size -= sizes.Dequeue();
            if (ReferenceEquals(latest.GetValueOrDefault(oldest.Pod), oldest)) latest.Remove(oldest.Pod);
        }
    }
}
