using Podlab.Api.Model;
using Podlab.Engine.Kubelet.Status;
using Podlab.Engine.Kubelet.Workers;

namespace Podlab.Engine.Kubelet.Shutdown;

/// <summary>Ends the pods before the machine goes off: ordinary ones first, those of system priority in the time that is kept for them.</summary>
/// <remarks>Follows pkg/kubelet/nodeshutdown/nodeshutdown_manager.go (v1.36.3).</remarks>
internal sealed class NodeShutdown(KubeletContext context, Func<IEnumerable<PodWorker>> pods, Action<PodWorker> terminate)
{
    private const string Reason = "Terminated";
    private const string Message = "Pod was terminated in response to imminent node shutdown.";
    private const int CriticalPriority = 2_000_000_000;
    private static readonly TimeSpan PollPeriod = TimeSpan.FromSeconds(1);

    public bool IsShuttingDown { get; set; }

    public static (string Reason, string Message) Refusal => ("NodeShutdown", "Pod was rejected as the node is shutting down.");

    public async Task RunAsync()
    {
        context.NodeEvent("Normal", "Shutdown", "Shutdown manager detected shutdown event");
        var (whole, critical) = (context.Configuration.ShutdownGracePeriod, context.Configuration.ShutdownGracePeriodCriticalPods);
        await EndAsync(pod => (pod.Spec.Priority ?? 0) < CriticalPriority, whole - critical);
        await EndAsync(_ => true, critical);
    }

    private async Task EndAsync(Func<Pod, bool> belongs, TimeSpan time)
    {
        var group = pods().Where(pod => !pod.IsFinished && belongs(pod.Pod)).ToList();
        foreach (var pod in group) End(pod, (long)time.TotalSeconds);
        var end = context.Clock.Now + time;
        while (!group.TrueForAll(pod => pod.IsFinished) && context.Clock.Now < end)
            await Task.Delay(end - context.Clock.Now < PollPeriod ? end - context.Clock.Now : PollPeriod, context.Clock);
    }

    private void End(PodWorker pod, long seconds)
    {
        if (pod.IsTerminated) return;
        pod.GracePeriodOverride = Math.Min(seconds, pod.GracePeriodSeconds());
        var phase = pod.Status.Current?.Phase == PodPhases.Succeeded ? PodPhases.Succeeded : PodPhases.Failed;
        pod.Ending ??= status => (status with { Phase = phase, Reason = Reason, Message = Message }).WithDisruption(pod.Pod, Message);
        terminate(pod);
    }
}
