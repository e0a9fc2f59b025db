using Podlab.Api.Model;
using Podlab.Engine.Apiserver;
using Podlab.Engine.Kubelet.Admission;
using Podlab.Engine.Kubelet.Containers;
using Podlab.Engine.Kubelet.Eviction;
using Podlab.Engine.Kubelet.Images;
using Podlab.Engine.Kubelet.Pleg;
using Podlab.Engine.Kubelet.Probes;
using Podlab.Engine.Kubelet.Resources;
using Podlab.Engine.Kubelet.Shutdown;
using Podlab.Engine.Kubelet.StaticPods;
using Podlab.Engine.Kubelet.Status;
using Podlab.Engine.Kubelet.Volumes;
using Podlab.Engine.Kubelet.Workers;

namespace Podlab.Engine.Kubelet;

/// <summary>The agent of one node: sees to it that the pods bound to the node run, and says how they are.</summary>
/// <remarks>
/// Cut as pkg/kubelet (v1.36.3) is: pod workers, a lifecycle event generator, a status manager, probe workers, an image manager, a volume manager.
/// The timing that people see follows from that cut.
/// </remarks>
internal sealed class Kubelet : IClusterComponent
{
    private readonly KubeletContext context;
    private readonly Dictionary<string, PodWorker> pods = new(StringComparer.Ordinal);
    private readonly PodLifecycleEventGenerator pleg;
    private readonly StatusManager statuses;
    private readonly PodWorkers workers;
    private readonly PodSyncer syncer;
    private readonly ContainerConfigBuilder configs;
    private readonly MirrorPods mirrors;
    private readonly StaticPodSource statics;
    private readonly ResizeAdmission resizes;
    private readonly ImageGarbageCollector garbage;
    private IDisposable? watch;

    public Kubelet(KubeletContext context)
    {
        this.context = context;
        pleg = new PodLifecycleEventGenerator(context);
        statuses = new StatusManager(context);
        var hooks = new HookRunner(context);
        var killer = new ContainerKiller(context, hooks);
        var images = new ImageManager(context) { Changed = () => ImagesChanged?.Invoke() };
        garbage = new ImageGarbageCollector(context, () => pods.Values, images);
        configs = new ContainerConfigBuilder(context);
        var starter = new ContainerStarter(context, images, configs, hooks, killer);
        var runner = new PodRunner(context, pleg, new SandboxStarter(context), starter, killer) { SandboxReady = statuses.SetSandboxReady };
        var probes = new ProbeManager(context, statuses, pod => workers!.Update(pod));
        mirrors = new MirrorPods(context);
        resizes = new ResizeAdmission(context, () => pods.Values) { Changed = pod => workers!.Update(pod) };
        syncer = new PodSyncer(context, pleg, statuses, new PodStatusBuilder(context), probes, new VolumeManager(context), images, runner, killer, mirrors, resizes) { Finished = OnFinished, Resync = pod => workers!.Update(pod) };
        workers = new PodWorkers(context, pleg, syncer);
        Eviction = new EvictionManager(context, () => pods.Values, workers.Terminate, Clear, garbage);
        Shutdown = new NodeShutdown(context, () => pods.Values, workers.Terminate);
        statics = new StaticPodSource(context, Manifests, () => pods.Values, Add, End);
    }

    public string Name => $"kubelet/{context.NodeName}";

    public EvictionManager Eviction { get; }

    /// <summary>Called when an image has come to the node or has gone.</summary>
    public Action? ImagesChanged { get; set; }

    public NodeShutdown Shutdown { get; }

    /// <summary>The node's folder of static pods.</summary>
    public StaticPodManifests Manifests { get; } = new();

    /// <summary>The pods on this node, running or ended.</summary>
    public IReadOnlyCollection<PodWorker> Pods => pods.Values;

    public void Start()
    {
        configs.MemoryCapacityBytes = context.Api.Of<Node>().Find("", context.NodeName)?.Status.Capacity.GetValueOrDefault("memory")?.Value ?? 0;
        workers.Resume();
        pleg.Start(workers.Update);
        watch = PodsByNode.Of(context.Api).Watch(context.NodeName, OnChange);
        var known = pods.Values.ToArray();
        foreach (var pod in PodsByNode.Of(context.Api).Find(context.NodeName).ToArray()) OnPod(pod);
        // A kubelet that comes back looks at every pod it had: it does not know what it missed.
        foreach (var worker in known) workers.Update(worker);
        context.Runtime.OutOfMemory += OnOutOfMemory;
        Eviction.Start();
        garbage.Start();
        resizes.Retry();
        statics.Start();
    }

    public void Stop()
    {
        watch?.Dispose();
        watch = null;
        statics.Stop();
        context.Runtime.OutOfMemory -= OnOutOfMemory;
        Eviction.Stop();
        resizes.Stop();
        garbage.Stop();
        pleg.Stop();
        workers.Stop(pods.Values);
    }

    public PodWorker? Find(string @namespace, string name)
    {
        foreach (var pod in pods.Values)
        {
            if (pod.Pod.Metadata.Name == name && pod.Pod.Metadata.Namespace == @namespace && !pod.IsFinished) return pod;
        }

        return null;
    }

    /// <summary>The pod, also when it has ended.</summary>
    public PodWorker? FindKnown(string uid) => pods.GetValueOrDefault(uid);

    /// <summary>Follows pkg/kubelet/oom/oom_watcher_linux.go (v1.36.3).</summary>
    private void OnOutOfMemory(string process, int pid) => context.NodeEvent("Warning", "SystemOOM", $"System OOM encountered, victim process: {process}, pid: {pid}");

    private void OnChange(WatchEvent<Pod> change)
    {
        if (change.Type == Store.StoreChangeType.Deleted) OnGone(change.Object);
        else OnPod(change.Object);
    }

    private void OnPod(Pod pod)
    {
        if (MirrorPods.SourceOf(pod) is { } source)
        {
            OnMirror(pod, source);
            return;
        }

        var uid = pod.Metadata.Uid ?? "";
        if (!pods.TryGetValue(uid, out var worker))
        {
            if (PodPhases.IsTerminal(pod.Status.Phase)) return;
            Add(pod);
            return;
        }

        var old = worker.Pod;
        var resized = resizes.Take(worker, pod);
        if (worker.IsFinished)
        {
            if (pod.Metadata.DeletionTimestamp is not null) statuses.Delete(worker);
            return;
        }

        if (old.Spec.ActiveDeadlineSeconds != pod.Spec.ActiveDeadlineSeconds && !worker.IsTerminating) ScheduleDeadline(worker);
        if (pod.Metadata.DeletionTimestamp is not null && !worker.IsTerminating) workers.Terminate(worker);
        else if (resized || WantsSync(old, worker.Pod)) workers.Update(worker);
    }

    /// <summary>A mirror that is going is made anew; one whose pod is not on the node any more goes too.</summary>
    private void OnMirror(Pod mirror, string source)
    {
        if (pods.GetValueOrDefault(source) is not { IsFinished: false } worker) mirrors.Delete(mirror);
        else if (mirror.Metadata.DeletionTimestamp is not null) workers.Update(worker);
    }

    private void Add(Pod pod)
    {
        var worker = new PodWorker(pod) { SeenAt = context.Clock.Now, IsStatic = EvictionManager.IsStatic(pod) };
        if (pod.Metadata.DeletionTimestamp is null && Refuse(pod) is var (reason, message))
        {
            context.Events.Event(pod, "Warning", reason, message);
            worker.Stage = WorkType.Terminated;
            statuses.Set(worker, new PodStatus
            {
                Phase = PodPhases.Failed,
                Reason = reason,
                Message = $"Pod was rejected: {message}",
                QosClass = pod.Status.QosClass,
                ObservedGeneration = pod.Metadata.Generation,
            });
            return;
        }

        pods.Add(worker.Uid, worker);
        Eviction.Add(worker);
        if (pod.Metadata.DeletionTimestamp is not null) workers.Terminate(worker);
        else workers.Update(worker);
        if (pod.Spec.ActiveDeadlineSeconds is not null) ScheduleDeadline(worker);
    }

    private (string Reason, string Message)? Refuse(Pod pod) =>
        Shutdown.IsShuttingDown ? NodeShutdown.Refusal
            : Eviction.Refuse(pod) ?? PodAdmission.Refuse(pod, context.Api.Of<Node>().Find("", context.NodeName), pods.Values);

    /// <summary>The manifest is gone: so is the pod, as soon as it has ended.</summary>
    private void End(PodWorker worker)
    {
        worker.IsGone = true;
        workers.Terminate(worker);
    }

    /// <summary>The deadline is looked at every second.</summary>
    private void ScheduleDeadline(PodWorker worker)
    {
        worker.Deadline?.Dispose();
        var now = context.Clock.Now;
        var deadline = ActiveDeadline.Of(worker) - context.Wall.Skew ?? now.AddSeconds(worker.Pod.Spec.ActiveDeadlineSeconds ?? 0);
        if (deadline < now) deadline = now;
        worker.Deadline = context.Clock.Schedule(pleg.NextTick(deadline, TimeSpan.FromSeconds(1)) - now, () => workers.Update(worker));
    }

    private void OnGone(Pod pod)
    {
        if (MirrorPods.SourceOf(pod) is { } source)
        {
            if (pods.GetValueOrDefault(source) is { } imaged) workers.Update(imaged);
            return;
        }

        if (!pods.TryGetValue(pod.Metadata.Uid ?? "", out var worker)) return;
        if (worker.IsFinished)
        {
            Remove(worker);
            return;
        }

        // Removed by force: what runs is ended all the same.
        worker.Pod = pod;
        worker.IsGone = true;
        workers.Terminate(worker);
    }

    private void OnFinished(PodWorker worker)
    {
        resizes.Forget(worker);
        resizes.Retry();
        if (worker.IsGone) Remove(worker);
        else if (worker.IsEvicted) Clear(worker);
    }

    private void Clear(PodWorker worker) => context.Clock.Start(async () => await syncer.RemoveAsync(worker));

    private void Remove(PodWorker worker)
    {
        pods.Remove(worker.Uid);
        Eviction.Forget(worker);
        context.Events.Forget(worker.Uid);
        if (worker.IsStatic) statics.Sync();
        Clear(worker);
    }

    /// <summary>A change of status alone is the kubelet's own.</summary>
    private static bool WantsSync(Pod old, Pod pod)
    {
        if (!ReferenceEquals(old.Spec, pod.Spec) && !old.Spec.Equals(pod.Spec)) return true;
        var (before, now) = (old.Metadata, pod.Metadata);
        if (before.Labels != now.Labels || before.Annotations != now.Annotations || before.DeletionTimestamp != now.DeletionTimestamp || before.DeletionGracePeriodSeconds != now.DeletionGracePeriodSeconds) return true;
        return !pod.Spec.ReadinessGates.IsEmpty && old.Status.Conditions != pod.Status.Conditions && GatesChanged(old, pod);
    }

    private static bool GatesChanged(Pod old, Pod pod)
    {
        foreach (var gate in pod.Spec.ReadinessGates)
        {
            if (Value(old, gate.ConditionType) != Value(pod, gate.ConditionType)) return true;
        }

        return false;

        static string? Value(Pod pod, string type)
        {
            foreach (var condition in pod.Status.Conditions)
            {
                if (condition.Type == type) return condition.Status;
            }

            return null;
        }
    }
}
