using Podlab.Api;
using Podlab.Api.Model;
using Podlab.Engine.Kubelet.Status;
using Podlab.Engine.Kubelet.Workers;
using Podlab.Engine.Runtime;

namespace Podlab.Engine.Kubelet.Probes;

/// <summary>One probe of one container: ticks every period, and costs nothing while there is nothing to ask.</summary>
/// <remarks>Follows pkg/kubelet/prober/worker.go (v1.36.3).</remarks>
internal sealed class ProbeWorker(KubeletContext context, Prober prober, PodWorker pod, Container container, ProbeKind kind, Probe probe, Action<ProbeWorker, ProbeResult> onChanged)
{
    /// <summary>A status is on its way for a moment before its probe begins.</summary>
    private static readonly TimeSpan TriggerTime = TimeSpan.FromMilliseconds(20);

    private readonly TimeSpan period = TimeSpan.FromSeconds(Math.Max(1, probe.PeriodSeconds));
    private DateTimeOffset anchor = context.Clock.Now;
    private ITimer? timer;
    private string containerId = "";
    private IReadOnlyList<string>? command;
    private ProbeResult lastResult;
    private int run;
    private bool isOnHold;
    private bool isProbing;
    private bool isTriggered;
    private bool isStopped;

    public ProbeKind Kind => kind;

    public Container Container => container;

    public PodWorker Pod => pod;

    public Probe Probe => probe;

    /// <summary>The instance that is probed, without the runtime's scheme.</summary>
    public string ContainerId => containerId;

    /// <summary>What the probe runs, the same each time.</summary>
    public IReadOnlyList<string> Command(ExecAction exec) => command ??= Environment.Expansion.ExpandCommand(exec.Command, container);

    private ProbeResult Initial => kind switch
    {
        ProbeKind.Liveness => ProbeResult.Success,
        ProbeKind.Readiness => ProbeResult.Failure,
        _ => ProbeResult.Unknown,
    };

    public static ReadOnlySpan<char> BareId(string? containerId)
    {
        var scheme = containerId.AsSpan().IndexOf("://");
        return scheme < 0 ? containerId : containerId.AsSpan(scheme + 3);
    }

    public void Stop()
    {
        isStopped = true;
        timer?.Dispose();
        timer = null;
    }

    /// <summary>Probes at once, and ticks anew from there.</summary>
    public void Trigger()
    {
        if (isStopped || isTriggered) return;
        isTriggered = true;
        if (!isProbing) context.Clock.Schedule(TriggerTime, RunTriggered);
    }

    /// <summary>The pod's status has changed: there may be something to probe now.</summary>
    public void Wake()
    {
        if (isStopped || isProbing || timer is not null) return;
        if (Find() is not { } status || NextTick(status) is not { } next) return;
        timer = context.Clock.Schedule(next - context.Clock.Now, Tick);
    }

    private void RunTriggered()
    {
        if (isStopped || !isTriggered || isProbing) return;
        isTriggered = false;
        timer?.Dispose();
        timer = null;
        anchor = context.Clock.Now;
        Run();
    }

    private void Tick()
    {
        timer = null;
        Run();
    }

    private async void Run()
    {
        var begun = context.Clock.Now;
        if (Find() is { } status && Prepare(status))
        {
            isProbing = true;
            var result = await prober.ProbeAsync(this, new ContainerId(containerId), status);
            isProbing = false;
            if (isStopped) return;
            if (result is { } found) Count(found);
        }

        if (isStopped) return;
        if (isTriggered)
        {
            RunTriggered();
            return;
        }

        var missed = Grid(begun) <= context.Clock.Now;
        if (missed && !isOnHold) timer = context.Clock.Schedule(TimeSpan.Zero, Tick);
        else Wake();
    }

    /// <summary>Looks at the instance; says whether to ask it.</summary>
    private bool Prepare(ContainerStatus status)
    {
        if (PodPhases.IsTerminal(pod.Status.Current?.Phase))
        {
            Stop();
            return false;
        }

        var id = BareId(status.ContainerID);
        if (id.Length == 0) return false;
        if (!id.SequenceEqual(containerId))
        {
            if (containerId.Length > 0) pod.Probes.Forget(kind, containerId);
            // The run of equal answers goes on from the instance before, as in the real worker.
            containerId = id.ToString();
            isOnHold = false;
            pod.Probes.Set(kind, containerId, Initial);
        }

        if (isOnHold) return false;
        if (status.State.Running is null)
        {
            Publish(ProbeResult.Failure);
            return false;
        }

        if (pod.Pod.Metadata.DeletionTimestamp is not null && kind != ProbeKind.Readiness)
        {
            Publish(ProbeResult.Success);
            Stop();
            return false;
        }

        return MayAsk(status) && context.Clock.Now >= Earliest(status);
    }

    private void Count(ProbeResult result)
    {
        if (result == lastResult) run++;
        else (lastResult, run) = (result, 1);
        if (run < (result == ProbeResult.Failure ? Math.Max(1, probe.FailureThreshold) : Math.Max(1, probe.SuccessThreshold))) return;
        if ((kind == ProbeKind.Liveness && result == ProbeResult.Failure) || kind == ProbeKind.Startup)
        {
            // Nothing is asked again until there is a new instance.
            isOnHold = true;
            run = 0;
        }

        Publish(result);
    }

    private void Publish(ProbeResult result)
    {
        if (pod.Probes.Set(kind, containerId, result)) onChanged(this, result);
    }

    private bool MayAsk(ContainerStatus status) => kind == ProbeKind.Startup ? status.Started != true : status.Started == true;

    private DateTimeOffset Earliest(ContainerStatus status) => (status.State.Running?.StartedAt - context.Wall.Skew ?? context.Clock.Now).AddSeconds(probe.InitialDelaySeconds);

    /// <summary>When there is next something to do; null: not before the pod's status changes.</summary>
    private DateTimeOffset? NextTick(ContainerStatus status)
    {
        var id = BareId(status.ContainerID);
        if (id.Length == 0 || PodPhases.IsTerminal(pod.Status.Current?.Phase)) return null;
        var isNew = !id.SequenceEqual(containerId);
        if (status.State.Running is null)
            return !isNew && !isOnHold && pod.Probes.Find(kind, id) != ProbeResult.Failure ? Grid(context.Clock.Now) : null;
        if (!isNew && isOnHold) return null;
        if (!MayAsk(status)) return isNew && kind == ProbeKind.Liveness ? Grid(context.Clock.Now) : null;
        var earliest = Earliest(status);
        return earliest > context.Clock.Now ? Grid(earliest - TimeSpan.FromTicks(1)) : Grid(context.Clock.Now);
    }

    /// <summary>The first tick after an instant.</summary>
    private DateTimeOffset Grid(DateTimeOffset after) => anchor + TimeSpan.FromTicks(((after - anchor).Ticks / period.Ticks + 1) * period.Ticks);

    private ContainerStatus? Find()
    {
        if (pod.Status.Current is not { } status) return null;
        return Find(status.ContainerStatuses) ?? Find(status.InitContainerStatuses);
    }

    private ContainerStatus? Find(ValueList<ContainerStatus> statuses)
    {
        foreach (var status in statuses)
        {
            if (status.Name == container.Name) return status;
        }

        return null;
    }
}
