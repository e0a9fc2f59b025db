using Podlab.Engine.Kubelet.Workers;
using Podlab.Engine.Runtime;

namespace Podlab.Engine.Kubelet.Pleg;

/// <summary>
/// Asks the runtime about all pods once a second and turns what changed into syncs: lazily, so that a second in which nothing changed costs nothing.
/// </summary>
/// <remarks>Follows pkg/kubelet/pleg/generic.go (v1.36.3), with its relist on demand.</remarks>
internal sealed class PodLifecycleEventGenerator
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);
    private readonly KubeletContext context;
    private readonly Dictionary<SandboxId, PodWorker> pods = [];
    private readonly DateTimeOffset start;
    private List<PodWorker> dirty = [];
    private List<(PodWorker Pod, Action<PodWorker> Continue)> waiting = [];
    private Action<PodWorker>? changed;
    private ITimer? timer;

    public PodLifecycleEventGenerator(KubeletContext context)
    {
        this.context = context;
        // The instant within the second at which a node looks is chance in a real cluster, too.
        start = context.Clock.Now + context.Jitter(TimeSpan.FromMilliseconds(500), 0.9);
    }

    /// <param name="onChanged">Called once per change that asks for a sync.</param>
    public void Start(Action<PodWorker> onChanged)
    {
        changed = onChanged;
        context.Runtime.Changed += OnRuntimeEvent;
        // What happened while nobody looked, a first relist finds.
        foreach (var pod in pods.Values.Distinct().ToArray())
        {
            pod.Runtime.IsDirty = false;
            RelistNow(pod);
        }

        if (waiting.Count > 0) EnsureTimer();
    }

    public void Stop()
    {
        context.Runtime.Changed -= OnRuntimeEvent;
        timer?.Dispose();
        timer = null;
        dirty = [];
    }

    /// <summary>Takes a new sandbox into account; its start is a change like others.</summary>
    public void Track(SandboxId sandbox, PodWorker pod)
    {
        pods[sandbox] = pod;
        MarkDirty(pod);
    }

    public void Forget(SandboxId sandbox) => pods.Remove(sandbox);

    /// <summary>When the runtime was last asked about all pods, seen from <paramref name="now"/>.</summary>
    public DateTimeOffset LastRelist(DateTimeOffset now) =>
        now < start ? DateTimeOffset.MinValue : now - TimeSpan.FromTicks((now - start).Ticks % Period.Ticks);

    /// <summary>The first tick of a period of this node at or after an instant.</summary>
    public DateTimeOffset NextTick(DateTimeOffset time, TimeSpan period)
    {
        var ticks = (time - start).Ticks % period.Ticks;
        if (ticks < 0) ticks += period.Ticks;
        return ticks == 0 ? time : time + (period - TimeSpan.FromTicks(ticks));
    }

    /// <summary>Asks about one pod at once: it was just acted upon.</summary>
    public void RelistNow(PodWorker pod) => Notify(pod, pod.Runtime.Refresh(context.Runtime));

    /// <summary>Goes on with <paramref name="proceed"/> after the next relist.</summary>
    public void WaitForRelist(PodWorker pod, Action<PodWorker> proceed)
    {
        waiting.Add((pod, proceed));
        EnsureTimer();
    }

    private void OnRuntimeEvent(RuntimeEvent change)
    {
        if (change.Kind is not RuntimeEventKind.ContainerCreated && pods.TryGetValue(change.Sandbox, out var pod)) MarkDirty(pod);
    }

    private void MarkDirty(PodWorker pod)
    {
        if (pod.Runtime.IsDirty) return;
        pod.Runtime.IsDirty = true;
        dirty.Add(pod);
        EnsureTimer();
    }

    private void EnsureTimer()
    {
        if (timer is not null) return;
        var now = context.Clock.Now;
        var next = NextTick(now + TimeSpan.FromTicks(1), Period);
        timer = context.Clock.Schedule(next - now, Relist);
    }

    private void Relist()
    {
        timer = null;
        var (changes, blocked) = (dirty, waiting);
        dirty = [];
        waiting = [];
        foreach (var pod in changes)
        {
            pod.Runtime.IsDirty = false;
            Notify(pod, pod.Runtime.Refresh(context.Runtime));
        }

        foreach (var (pod, proceed) in blocked) proceed(pod);
    }

    private void Notify(PodWorker pod, int changes)
    {
        for (var i = 0; i < changes; i++) changed?.Invoke(pod);
    }
}
