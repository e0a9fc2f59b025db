using System.Buffers;
using System.Text;
using System.Text.Json;
using Podlab.Api;
using Podlab.Api.Json;
using Podlab.Api.Model;
using Podlab.Engine.Kubelet.Containers;
using Podlab.Engine.Kubelet.Pleg;
using Podlab.Engine.Kubelet.Workers;
using Podlab.Engine.Runtime;

namespace Podlab.Engine.Kubelet.Resources;

/// <summary>Decides on changes of running pods' resources: what the node has room for is given at once, the rest waits for others to leave, or for ever.</summary>
/// <remarks>Follows pkg/kubelet/allocation/allocation_manager.go (v1.36.3). A pod on the node is always held with the resources that it was given last.</remarks>
internal sealed class ResizeAdmission(KubeletContext context, Func<IEnumerable<PodWorker>> pods)
{
    private static readonly string[] Resizable = ["cpu", "memory"];

    /// <summary>Takes a new version of a pod.</summary>
    /// <returns>Whether the state of its resize has changed.</returns>
    public bool Take(PodWorker worker, Pod pod)
    {
        if (SameResources(worker.Pod.Spec, pod.Spec))
        {
            worker.Pod = pod;
            if (worker.Resize.Reason is null) return false;
            (worker.Resize.Desired, worker.Resize.Reason, worker.Resize.Message) = (null, null, null);
            return true;
        }

        if (Refuse(worker, pod) is var (reason, message))
        {
            var resize = worker.Resize;
            resize.Desired = pod;
            worker.Pod = pod with { Spec = WithResourcesOf(pod.Spec, worker.Pod.Spec) };
            if (resize.Reason == reason && resize.Message == message && resize.Generation == pod.Metadata.Generation) return false;
            (resize.Reason, resize.Message, resize.Generation) = (reason, message, pod.Metadata.Generation);
            context.Events.Event(pod, "Warning", reason == PodResize.Deferred ? "ResizeDeferred" : "ResizeInfeasible", $"Pod resize {reason}: {Summary(pod, message)}");
            return true;
        }

        worker.Pod = pod;
        (worker.Resize.Desired, worker.Resize.Reason, worker.Resize.Message, worker.Resize.IsInProgress, worker.Resize.Generation) = (null, null, null, true, pod.Metadata.Generation);
        context.Events.Event(pod, "Normal", "ResizeStarted", $"Pod resize started: {Summary(pod, "")}");
        return true;
    }

    /// <summary>Somebody has left or become smaller: who waits is asked again, the most important first.</summary>
    /// <returns>Those who have got what they want.</returns>
    public List<PodWorker> Retry()
    {
        var waiting = pods().Where(pod => pod is { IsTerminating: false, Resize: { Reason: PodResize.Deferred, Desired: not null } }).OrderByDescending(pod => pod.Pod.Spec.Priority ?? 0).ToList();
        waiting.RemoveAll(pod => !Take(pod, pod.Resize.Desired!));
        return waiting;
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
        context.Events.Event(worker.Pod, "Normal", "ResizeCompleted", $"Pod resize completed: {Summary(worker.Pod, "")}");
    }

    private (string Reason, string Message)? Refuse(PodWorker worker, Pod pod)
    {
        if (worker.IsStatic) return (PodResize.Infeasible, "In-place resize of static-pods is not supported");
        if (context.Api.Of<Node>().Find("", context.NodeName) is not { } node) return null;
        (string Reason, string Message)? deferred = null;
        foreach (var name in Resizable)
        {
            if (node.Status.Allocatable.GetValueOrDefault(name) is not { } available) continue;
            var capacity = name == "cpu" ? available.MilliValue : available.Value;
            var requested = PodRequests.Of(pod.Spec, name);
            if (requested > capacity) return (PodResize.Infeasible, $"Node didn't have enough capacity: {name}, requested: {requested}, capacity: {capacity}");
            if (requested <= PodRequests.Of(worker.Pod.Spec, name)) continue;
            long used = 0;
            foreach (var other in pods())
            {
                if (other != worker && !other.IsTerminated) used += PodRequests.Of(other.Pod.Spec, name);
            }

            if (requested + used > capacity) deferred ??= (PodResize.Deferred, $"Node didn't have enough resource: {name}, requested: {requested}, used: {used}, capacity: {capacity}");
        }

        return deferred;
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

    /// <summary>The resources in question, as events tell them (pkg/kubelet/events/pod_resize.go).</summary>
    private static string Summary(Pod pod, string error)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer, KubernetesJson.Compact))
        {
            writer.WriteStartObject();
            Write(writer, "initContainers", pod.Spec.InitContainers);
            Write(writer, "containers", pod.Spec.Containers);
            writer.WriteNumber("generation", pod.Metadata.Generation);
            if (error.Length > 0) writer.WriteString("error", error);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter writer, string name, ValueList<Container> containers)
    {
        if (containers.IsEmpty) return;
        writer.WriteStartArray(name);
        foreach (var container in containers)
        {
            writer.WriteStartObject();
            writer.WriteString("name", container.Name);
            writer.WritePropertyName("resources");
            container.Resources.Write(writer);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
