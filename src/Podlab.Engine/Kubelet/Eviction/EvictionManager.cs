using Podlab.Api.Model;
using Podlab.Engine.Kubelet.Images;
using Podlab.Engine.Kubelet.Status;
using Podlab.Engine.Kubelet.Workers;
using Podlab.Engine.Runtime;

namespace Podlab.Engine.Kubelet.Eviction;

/// <summary>Keeps the node from running dry: tells when something runs short, refuses pods then, and ends one pod at a time until there is enough again.</summary>
/// <remarks>Follows pkg/kubelet/eviction/eviction_manager.go (v1.36.3). It looks every ten seconds, and again as soon as an evicted pod has been cleared away.</remarks>
internal sealed class EvictionManager(KubeletContext context, Func<IEnumerable<PodWorker>> pods, Action<PodWorker> terminate, Action<PodWorker> clear, ImageGarbageCollector images)
{
    private const string Reason = "Evicted";
    private const int CriticalPriority = 2_000_000_000;
    private static readonly TimeSpan MonitoringPeriod = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan CleanupPollPeriod = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan CleanupTimeout = TimeSpan.FromSeconds(30);

    private readonly IReadOnlyList<EvictionThreshold> thresholds = EvictionThreshold.Read(context.Configuration);
    private readonly LocalStorageLimits limits = new(context);
    private readonly Dictionary<EvictionThreshold, DateTimeOffset> firstObserved = [];
    private readonly SortedDictionary<string, DateTimeOffset> lastObserved = new(StringComparer.Ordinal);
    private readonly HashSet<EvictionThreshold> met = [];
    private IReadOnlyList<string> conditions = [];

    /// <summary>The pods that may use so much storage and no more. Most have no such limit, and are not looked at over and over.</summary>
    private readonly List<PodWorker> limited = [];
    private ITimer? timer;

    /// <summary>The node conditions that are true now: <c>MemoryPressure</c>, <c>DiskPressure</c>, <c>PIDPressure</c>.</summary>
    public IReadOnlyList<string> Conditions => conditions;

    /// <summary>Called when <see cref="Conditions"/> has changed.</summary>
    public Action? ConditionsChanged { get; set; }

    public static bool IsCritical(Pod pod) => pod.Spec.Priority >= CriticalPriority || IsStatic(pod);

    public static bool IsStatic(Pod pod) => pod.Metadata.Annotations.GetValueOrDefault("kubernetes.io/config.source") is "file" or "http";

    public void Start() => Wait(MonitoringPeriod);

    public void Stop()
    {
        timer?.Dispose();
        timer = null;
    }

    /// <summary>Takes a new pod into account.</summary>
    public void Add(PodWorker pod)
    {
        if (LocalStorageLimits.Has(pod.Pod.Spec)) limited.Add(pod);
    }

    public void Forget(PodWorker pod)
    {
        limits.Forget(pod.Uid);
        limited.Remove(pod);
    }

    /// <returns>Why the node does not take a pod while it runs short; null: it does.</returns>
    public (string Reason, string Message)? Refuse(Pod pod)
    {
        if (conditions.Count == 0 || IsCritical(pod)) return null;
        if (conditions is ["MemoryPressure"])
        {
            if (pod.Status.QosClass is { } qos ? qos != "BestEffort" : Resources.QualityOfService.ClassOf(pod.Spec) != "BestEffort") return null;
            if (pod.Spec.Tolerations.Any(toleration => Tolerates(toleration, "node.kubernetes.io/memory-pressure"))) return null;
        }

        return (Reason, $"The node had condition: [{string.Join(' ', conditions)}]. ");
    }

    private static bool Tolerates(Toleration toleration, string key) =>
        (string.IsNullOrEmpty(toleration.Effect) || toleration.Effect == "NoSchedule")
        && (toleration.Operator == "Exists" ? string.IsNullOrEmpty(toleration.Key) || toleration.Key == key : toleration.Key == key && string.IsNullOrEmpty(toleration.Value));

    private void Wait(TimeSpan time) => timer = context.Clock.Schedule(time, Look);

    private void Look()
    {
        var evicted = Synchronize();
        if (evicted.Count == 0) Wait(MonitoringPeriod);
        else WaitForCleanup(evicted, context.Clock.Now + CleanupTimeout);
    }

    private void WaitForCleanup(List<PodWorker> evicted, DateTimeOffset end) => timer = context.Clock.Schedule(CleanupPollPeriod, () =>
    {
        if (evicted.TrueForAll(pod => pod.IsFinished) || context.Clock.Now >= end) Look();
        else WaitForCleanup(evicted, end);
    });

    /// <returns>The pods that were evicted.</returns>
    private List<PodWorker> Synchronize()
    {
        var stats = context.Runtime.NodeStats;
        var due = stats is null ? [] : Observe(stats);
        var overLimit = EvictOverLimits();
        if (overLimit.Count > 0 || due.Count == 0 || stats is null) return overLimit;
        var threshold = due[0];
        var signal = threshold.Signal;
        context.NodeEvent("Warning", "EvictionThresholdMet", $"Attempting to reclaim {signal.Resource}");
        if (signal.Condition == "DiskPressure" && ReclaimDisk()) return [];
        stats = context.Runtime.NodeStats ?? stats;
        var observed = NodeObservation.Of(signal, stats);
        var candidates = Active().Select(pod => PodUsage.Of(pod, context.Runtime)).Order(new EvictionOrder(signal.Resource));
        foreach (var candidate in candidates)
        {
            var message = EvictionMessage.Of(threshold, observed, candidate);
            var grace = threshold.IsHard ? 1 : Math.Min((long)context.Configuration.EvictionMaxPodGracePeriod.TotalSeconds, candidate.Pod.Pod.Spec.TerminationGracePeriodSeconds ?? long.MaxValue);
            if (Evict(candidate.Pod, message, grace, isDisruption: true)) return [candidate.Pod];
        }

        return [];
    }

    /// <summary>Notes what runs short, for how long, and what the node has to say of it.</summary>
    /// <returns>The thresholds that call for an eviction now, memory first.</returns>
    private List<EvictionThreshold> Observe(NodeStats stats)
    {
        var now = context.Clock.Now;
        var due = new List<EvictionThreshold>();
        foreach (var threshold in thresholds)
        {
            var observed = NodeObservation.Of(threshold.Signal, stats);
            var wanted = threshold.AmountOf(observed.Capacity);
            // What has called for evictions goes on to until a little more than the threshold is free.
            if (met.Contains(threshold)) wanted += threshold.MinimumReclaim?.Of(observed.Capacity) ?? 0;
            if (wanted <= observed.Available)
            {
                firstObserved.Remove(threshold);
                met.Remove(threshold);
                continue;
            }

            firstObserved.TryAdd(threshold, now);
            lastObserved[threshold.Signal.Condition] = now;
            if (now - firstObserved[threshold] < threshold.GracePeriod) continue;
            met.Add(threshold);
            due.Add(threshold);
        }

        var present = lastObserved.Where(seen => now - seen.Value < context.Configuration.EvictionPressureTransitionPeriod).Select(seen => seen.Key).ToArray();
        if (!present.SequenceEqual(conditions))
        {
            conditions = present;
            ConditionsChanged?.Invoke();
        }

        return due;
    }

    /// <summary>Takes away what ended pods have left, and all images that nobody uses, before any pod has to go for it.</summary>
    /// <returns>Whether that was enough.</returns>
    private bool ReclaimDisk()
    {
        foreach (var pod in pods().Where(pod => pod.IsFinished).ToList()) clear(pod);
        images.DeleteUnused();
        return context.Runtime.NodeStats is { } now && thresholds.All(threshold => NodeObservation.Of(threshold.Signal, now) is var left
            && threshold.AmountOf(left.Capacity) + (threshold.MinimumReclaim?.Of(left.Capacity) ?? 0) <= left.Available);
    }

    private List<PodWorker> EvictOverLimits()
    {
        var evicted = new List<PodWorker>();
        foreach (var pod in limited)
        {
            if (pod is { IsTerminating: false, IsFinished: false } && limits.Exceeded(pod) is { } message && Evict(pod, message, 1, isDisruption: false)) evicted.Add(pod);
        }

        return evicted;
    }

    private List<PodWorker> Active() => [.. pods().Where(pod => pod is { IsTerminating: false, IsFinished: false })];

    private bool Evict(PodWorker pod, string message, long graceSeconds, bool isDisruption)
    {
        if (IsCritical(pod.Pod)) return false;
        context.Events.Event(pod.Pod, "Warning", Reason, message);
        pod.IsEvicted = true;
        pod.GracePeriodOverride = graceSeconds;
        pod.Ending = status =>
        {
            var ended = status with { Phase = PodPhases.Failed, Reason = Reason, Message = message };
            return isDisruption ? ended.WithDisruption(pod.Pod, message) : ended;
        };
        terminate(pod);
        return true;
    }
}
