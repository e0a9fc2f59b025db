using Podlab.Api.Model;
using Podlab.Engine.Kubelet.Containers;
using Podlab.Engine.Kubelet.Pleg;
using Podlab.Engine.Kubelet.Workers;
using Podlab.Engine.Runtime;

namespace Podlab.Engine.Kubelet.Resources;

/// <summary>Decides on changes of running pods' resources: what the node has room for is given at once, the rest waits for others to leave, or for ever.</summary>
/// <remarks>
/// Follows pkg/kubelet/allocation/allocation_manager.go (v1.36.3). A pod on the node is always held with the resources that it was given last. Whoever waits is asked
/// again whenever a pod is resized or leaves, and three minutes after that.
/// </remarks>
internal sealed class ResizeAdmission(KubeletContext context, Func<IEnumerable<PodWorker>> pods)
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMinutes(3);
    private readonly List<PodWorker> waiting = [];
    private ITimer? timer;

    /// <summary>Called for each pod whose resize has come to something.</summary>
    public Action<PodWorker>? Changed { get; set; }

    public void Stop()
    {
        timer?.Dispose();
        timer = null;
    }

    /// <summary>Takes a new version of a pod.</summary>
    /// <returns>Whether the state of its resize has changed.</returns>
    public bool Take(PodWorker worker, Pod pod)
    {
        if (SameResources(worker.Pod.Spec, pod.Spec))
        {
            worker.Pod = pod;
            if (worker.Resize.Reason is null) return false;
            (worker.Resize.Desired, worker.Resize.Reason, worker.Resize.Message) = (null, null, null);
            waiting.Remove(worker);
            return true;
        }

        worker.Resize.Desired = pod;
        worker.Pod = pod with { Spec = WithResourcesOf(pod.Spec, worker.Pod.Spec) };
        if (!waiting.Contains(worker)) waiting.Add(worker);
        return Retry(worker);
    }

    /// <summary>Somebody has left: who waits is asked again.</summary>
    public void Retry() => Retry(null);

    public void Forget(PodWorker worker) => waiting.Remove(worker);

    /// <returns>Whether the resize of <paramref name="asking"/>, for which the others are not told, has come to something.</returns>
    private bool Retry(PodWorker? asking)
    {
        if (waiting.Count == 0) return false;
        timer?.Dispose();
        timer = null;
        waiting.RemoveAll(pod => pod.IsTerminating || pod.Resize.Desired is null);
        waiting.Sort(Compare);
        var changed = false;
        foreach (var worker in waiting.ToArray())
        {
            if (!Try(worker, worker.Resize.Desired!)) continue;
            if (worker == asking) changed = true;
            else Changed?.Invoke(worker);
        }

        waiting.RemoveAll(pod => pod.Resize.Reason != PodResize.Deferred);
        if (waiting.Count > 0) timer = context.Clock.Schedule(RetryDelay, Retry);
        return changed;
    }

    /// <summary>Who asks for no more comes first, then the important, then the guaranteed, then who has waited longest.</summary>
    private static int Compare(PodWorker left, PodWorker right)
    {
        var more = Increases(left).CompareTo(Increases(right));
        if (more != 0) return more;
        var important = (right.Pod.Spec.Priority ?? 0).CompareTo(left.Pod.Spec.Priority ?? 0);
        if (important != 0) return important;
        var guaranteed = IsGuaranteed(right).CompareTo(IsGuaranteed(left));
        if (guaranteed != 0) return guaranteed;
        // Who has only just asked has not waited at all.
        return (left.Resize.Reason is null, left.Resize.Since, left.Uid).CompareTo((right.Resize.Reason is null, right.Resize.Since, right.Uid));

        static bool IsGuaranteed(PodWorker pod) => QualityOfService.ClassOf(pod.Pod.Spec) == QualityOfService.Guaranteed;
    }

    private static bool Increases(PodWorker pod) =>
        PodRequests.Of(pod.Resize.Desired!.Spec, "memory") > PodRequests.Of(pod.Pod.Spec, "memory") || PodRequests.Of(pod.Resize.Desired.Spec, "cpu") > PodRequests.Of(pod.Pod.Spec, "cpu");

    private bool Try(PodWorker worker, Pod pod)
    {
        var resize = worker.Resize;
        if (Refuse(worker, pod) is var (reason, message))
        {
            if (resize.Reason == reason && resize.Message == message && resize.Generation == pod.Metadata.Generation) return false;
            if (resize.Reason != reason) resize.Since = context.Clock.Now;
            (resize.Reason, resize.Message, resize.Generation) = (reason, message, pod.Metadata.Generation);
            context.Events.Event(pod, "Warning", reason == PodResize.Deferred ? "ResizeDeferred" : "ResizeInfeasible", $"Pod resize {reason}: {ResizeSummary.Of(pod, message)}");
            return true;
        }

        worker.Pod = pod;
        (resize.Desired, resize.Reason, resize.Message, resize.Error, resize.IsInProgress, resize.Generation) = (null, null, null, null, true, pod.Metadata.Generation);
        context.Events.Event(pod, "Normal", "ResizeStarted", $"Pod resize started: {ResizeSummary.Of(pod, "")}");
        return true;
    }

    /// <summary>Looks whether the runtime has done what was agreed.</summary>
    public void Check(PodWorker worker, PodRuntimeState state)
    {
        if (!worker.Resize.IsInProgress) return;
        foreach (var container in worker.Pod.Spec.Containers.Concat(worker.Pod.Spec.InitContainers.Where(container => container.IsSidecar())))
        {
            if (state.Find(container.Name) is { State: ContainerRuntimeState.Running } status && ContainerResize.Plan(worker.Pod, container, status) is not null) return;
        }

        worker.Resize.IsInProgress = false;
        worker.Resize.Error = null;
        context.Events.Event(worker.Pod, "Normal", "ResizeCompleted", $"Pod resize completed: {ResizeSummary.Of(worker.Pod, "")}");
    }

    private (string Reason, string Message)? Refuse(PodWorker worker, Pod pod)
    {
        if (worker.IsStatic) return (PodResize.Infeasible, "In-place resize of static-pods is not supported");
        if (context.Api.Of<Node>().Find("", context.NodeName) is not { } node) return null;
        if ((Beyond("memory") ?? Beyond("cpu")) is { } beyond) return (PodResize.Infeasible, $"Node didn't have enough capacity: {beyond}");
        if ((Taken("cpu") ?? Taken("memory")) is { } taken) return (PodResize.Deferred, $"Node didn't have enough resource: {taken}");
        return null;

        long? CapacityOf(string name) => node.Status.Allocatable.GetValueOrDefault(name) is { } available ? name == "cpu" ? available.MilliValue : available.Value : null;

        string? Beyond(string name) => PodRequests.Of(pod.Spec, name) is var requested && CapacityOf(name) is { } capacity && requested > capacity ? $"{name}, requested: {requested}, capacity: {capacity}" : null;

        string? Taken(string name)
        {
            var requested = PodRequests.Of(pod.Spec, name);
            if (requested <= PodRequests.Of(worker.Pod.Spec, name) || CapacityOf(name) is not { } capacity) return null;
            long used = 0;
            foreach (var other in pods())
            {
                if (other != worker && !other.IsTerminated) used += PodRequests.Of(other.Pod.Spec, name);
            }

            return requested + used > capacity ? $"{name}, requested: {requested}, used: {used}, capacity: {capacity}" : null;
        }
    }

    private static bool SameResources(PodSpec left, PodSpec right)
    {
        if (ReferenceEquals(left, right)) return true;
        foreach (var container in left.Containers)
        {
            if (right.FindContainer(container.Name) is { } other && !container.Resources.Equals(other.Resources)) return false;
        }

        foreach (var container in left.InitContainers)
        {
            if (right.FindContainer(container.Name) is { } other && !container.Resources.Equals(other.Resources)) return false;
        }

        return true;
    }

    private static PodSpec WithResourcesOf(PodSpec spec, PodSpec given)
    {
        Container Given(Container container) => given.FindContainer(container.Name) is { } known ? container with { Resources = known.Resources } : container;
        return spec with { Containers = spec.Containers.Map(Given), InitContainers = spec.InitContainers.IsEmpty ? spec.InitContainers : spec.InitContainers.Map(Given) };
    }
}
