using Podlab.Engine.Scheduling.Cache;
using Podlab.Engine.Scheduling.Framework;

namespace Podlab.Engine.Scheduling.Queue;

/// <summary>
/// The pods that wait for a node: active (to be tried next), in back-off (woken, but tried lately), unschedulable (nothing has changed that could help).
/// </summary>
/// <remarks>Follows pkg/scheduler/backend/queue/scheduling_queue.go (v1.36.3). While the active queue is empty, pods in back-off are taken at once.</remarks>
public sealed class SchedulingQueue
{
    /// <summary>Pods that nothing woke for so long are tried again.</summary>
    public static readonly TimeSpan LeftoverAfter = TimeSpan.FromMinutes(5);

    private readonly TimeProvider clock;
    private readonly IReadOnlyList<IPreEnqueuePlugin> gates;
    private readonly ILookup<string, EventHint> hints;
    private readonly Dictionary<string, QueuedPod> pods = new(StringComparer.Ordinal);
    private readonly SortedSet<QueuedPod> active;
    private readonly SortedSet<QueuedPod> backOff;
    private readonly SortedDictionary<long, QueuedPod> unschedulable = [];
    private readonly Dictionary<string, int> waiting = new(StringComparer.Ordinal);
    private long sequence;

    internal SchedulingQueue(TimeProvider clock, IQueueSortPlugin sort, IReadOnlyList<IPreEnqueuePlugin> gates, IEnumerable<IEventHints> hinting)
    {
        this.clock = clock;
        this.gates = gates;
        hints = hinting.SelectMany(plugin => plugin.Hints.Select(hint => (plugin.Name, Hint: hint))).ToLookup(pair => pair.Name, pair => pair.Hint, StringComparer.Ordinal);
        active = new SortedSet<QueuedPod>(Comparer<QueuedPod>.Create((a, b) => InOrder(sort.Compare(a, b), a, b)));
        backOff = new SortedSet<QueuedPod>(Comparer<QueuedPod>.Create((a, b) =>
            BackOff.Window(a.BackOffUntil).CompareTo(BackOff.Window(b.BackOffUntil)) is var byTime and not 0 ? byTime : InOrder(sort.Compare(a, b), a, b)));
    }

    public Nominator Nominator { get; } = new();

    public int ActiveCount => active.Count;

    public int BackOffCount => backOff.Count;

    public int UnschedulableCount => unschedulable.Count;

    /// <summary>Whether there is a pod to try now.</summary>
    public bool HasNext => active.Count > 0 || backOff.Count > 0;

    /// <summary>All waiting pods of one place, in the order they would be tried or came.</summary>
    public IEnumerable<QueuedPod> In(QueuePlace place) => place switch
    {
        QueuePlace.Active => active,
        QueuePlace.BackOff => backOff,
        QueuePlace.Unschedulable => unschedulable.Values,
        _ => [],
    };

    public QueuedPod? Find(string uid) => pods.GetValueOrDefault(uid);

    internal void Add(PodInfo pod)
    {
        if (pods.TryGetValue(pod.Uid, out var known)) Leave(known);
        var queued = new QueuedPod(pod, clock.GetUtcNow(), ++sequence);
        pods[pod.Uid] = queued;
        Nominator.Set(pod);
        Activate(queued);
    }

    internal void Update(PodInfo pod, IReadOnlyList<ClusterEvent> changes)
    {
        if (!pods.TryGetValue(pod.Uid, out var queued))
        {
            Add(pod);
            return;
        }

        Nominator.Update(queued.Pod, pod);
        queued.Pod = pod;
        if (queued.Place != QueuePlace.Unschedulable) return;
        foreach (var change in changes)
        {
            if (!Helps(queued, change)) continue;
            Wake(queued);
            return;
        }
    }

    internal void Delete(string uid)
    {
        Nominator.Remove(uid);
        if (!pods.Remove(uid, out var queued)) return;
        Leave(queued);
        queued.Place = QueuePlace.None;
    }

    /// <summary>Takes the pod to try next; it stays known until it is bound, deleted or put back.</summary>
    internal QueuedPod? Pop()
    {
        var queue = active.Count > 0 ? active : backOff;
        if (queue.Min is not { } next) return null;
        Leave(next);
        next.Attempts++;
        return next;
    }

    /// <summary>Puts a pod back that was tried in vain.</summary>
    internal void PutBack(QueuedPod queued, IReadOnlySet<string> rejectedBy)
    {
        if (!ReferenceEquals(pods.GetValueOrDefault(queued.Pod.Uid), queued)) return;
        queued.RejectedBy = rejectedBy;
        queued.Refusals++;
        queued.Since = clock.GetUtcNow();
        queued.BackOffUntil = queued.Since + BackOff.After(queued.Refusals);
        Enter(queued, QueuePlace.Unschedulable, ++sequence);
    }

    /// <summary>Wakes a pod that an error put back, unless it has gone on meanwhile.</summary>
    internal void Retry(QueuedPod queued)
    {
        if (queued is { Place: QueuePlace.Unschedulable, RejectedBy.Count: 0, GatedBy: null } && ReferenceEquals(pods.GetValueOrDefault(queued.Pod.Uid), queued)) Wake(queued);
    }

    /// <summary>Wakes the pods that a change can help.</summary>
    /// <param name="highest">Only pods of this priority or a lower one.</param>
    internal void Move(ClusterEvent change, int highest = int.MaxValue)
    {
        if (unschedulable.Count == 0 || !Concerns(change)) return;
        List<QueuedPod>? woken = null;
        foreach (var queued in unschedulable.Values)
        {
            if (queued.Pod.Priority <= highest && Helps(queued, change)) (woken ??= []).Add(queued);
        }

        if (woken is null) return;
        foreach (var queued in woken) Wake(queued);
    }

    /// <summary>Wakes the pods that waited for <see cref="LeftoverAfter"/>.</summary>
    internal void MoveLeftovers()
    {
        var limit = clock.GetUtcNow() - LeftoverAfter;
        foreach (var queued in unschedulable.Values.Where(queued => queued.GatedBy is null && queued.Since < limit).ToList()) Wake(queued);
    }

    private static int InOrder(int order, QueuedPod a, QueuedPod b) => order != 0 ? order : a.Sequence.CompareTo(b.Sequence);

    /// <summary>Whether anybody waits for such a change at all.</summary>
    private bool Concerns(ClusterEvent change)
    {
        foreach (var (plugin, count) in waiting)
        {
            if (count == 0) continue;
            if (plugin.Length == 0) return true;
            foreach (var hint in hints[plugin])
            {
                if (hint.Concerns(change)) return true;
            }
        }

        return false;
    }

    /// <summary>Keeps count of the plugins that waiting pods wait for; the empty name stands for any change.</summary>
    private void Count(QueuedPod queued, int sign)
    {
        if (queued.GatedBy is { } gate) waiting[gate] = waiting.GetValueOrDefault(gate) + sign;
        else if (queued.RejectedBy.Count == 0) waiting[""] = waiting.GetValueOrDefault("") + sign;
        else foreach (var plugin in queued.RejectedBy) waiting[plugin] = waiting.GetValueOrDefault(plugin) + sign;
    }

    private bool Helps(QueuedPod queued, ClusterEvent change)
    {
        if (queued.RejectedBy.Count == 0 && queued.GatedBy is null) return true;
        IEnumerable<string> plugins = queued.GatedBy is { } gate ? [gate] : queued.RejectedBy;
        foreach (var plugin in plugins)
        {
            foreach (var hint in hints[plugin])
            {
                if (hint.Concerns(change) && (hint.Helps is null || hint.Helps(queued.Pod, change))) return true;
            }
        }

        return false;
    }

    private void Wake(QueuedPod queued)
    {
        Leave(queued);
        Activate(queued);
    }

    private void Activate(QueuedPod queued)
    {
        queued.GatedBy = null;
        foreach (var gate in gates)
        {
            if (gate.PreEnqueue(queued.Pod) is null) continue;
            queued.GatedBy = gate.Name;
            Enter(queued, QueuePlace.Unschedulable, queued.Sequence);
            return;
        }

        Enter(queued, queued.BackOffUntil > clock.GetUtcNow() ? QueuePlace.BackOff : QueuePlace.Active, queued.Sequence);
    }

    private void Enter(QueuedPod queued, QueuePlace place, long order)
    {
        queued.Sequence = order;
        queued.Place = place;
        switch (place)
        {
            case QueuePlace.Active: active.Add(queued); break;
            case QueuePlace.BackOff: backOff.Add(queued); break;
            case QueuePlace.Unschedulable:
                unschedulable.Add(order, queued);
                Count(queued, 1);
                break;
        }
    }

    private void Leave(QueuedPod queued)
    {
        switch (queued.Place)
        {
            case QueuePlace.Active: active.Remove(queued); break;
            case QueuePlace.BackOff: backOff.Remove(queued); break;
            case QueuePlace.Unschedulable:
                unschedulable.Remove(queued.Sequence);
                Count(queued, -1);
                break;
        }

        queued.Place = QueuePlace.None;
    }
}
