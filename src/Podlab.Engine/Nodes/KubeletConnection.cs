using Podlab.Api.Model;
using Podlab.Engine.Apiserver;
using Podlab.Engine.Apiserver.Http;
using Podlab.Engine.Apiserver.Nodes;
using Podlab.Engine.Kubelet.Containers;
using Podlab.Engine.Kubelet.Workers;
using Podlab.Engine.Runtime;

namespace Podlab.Engine.Nodes;

/// <summary>What the API server asks of a node: logs, commands and streams of the pods that its kubelet runs.</summary>
/// <remarks>Follows pkg/kubelet/kubelet_pods.go GetKubeletContainerLogs and validateContainerLogStatus (v1.36.3).</remarks>
internal sealed class KubeletConnection(Kubelet.Kubelet kubelet, IContainerRuntime runtime, KubeletPages pages) : INodeConnection
{
    public ApiResponse? Page(string path) => pages.Answer(path);

    public IContainerLog Log(Pod pod, string container, bool previous)
    {
        var worker = Worker(pod);
        if (pod.Spec.FindContainer(container) is null) throw ApiException.BadRequest($"container {container} is not valid for pod {pod.Metadata.Name}");
        if (Instance(worker, container, previous) is { } instance && runtime.Log(instance.Id) is { } log) return log;
        var status = Status(worker, container);
        if (previous) throw ApiException.BadRequest($"previous terminated container \"{container}\" in pod \"{pod.Metadata.Name}\" not found");
        throw ApiException.BadRequest(status?.State.Waiting is { } waiting
            ? waiting.Reason is StartFailure.ErrImagePull or StartFailure.ImagePullBackOff or StartFailure.ErrImageNeverPull or StartFailure.InvalidImageName
                ? $"container \"{container}\" in pod \"{pod.Metadata.Name}\" is waiting to start: {Explain(waiting.Reason)}"
                : $"container \"{container}\" in pod \"{pod.Metadata.Name}\" is waiting to start: {waiting.Reason}"
            : $"container \"{container}\" in pod \"{pod.Metadata.Name}\" is not available");
    }

    public bool IsRunning(Pod pod, string container) =>
        kubelet.Find(pod.Metadata.Namespace ?? "", pod.Metadata.Name ?? "") is { } worker && Instance(worker, container, previous: false)?.State == ContainerRuntimeState.Running;

    public ValueTask<int> ExecAsync(Pod pod, string container, ExecRequest request, CancellationToken cancellation) => runtime.ExecAsync(Running(pod, container), request, cancellation);

    public ValueTask AttachAsync(Pod pod, string container, ExecStreams streams, CancellationToken cancellation) => runtime.AttachAsync(Running(pod, container), streams, cancellation);

    public async ValueTask<Stream> ForwardAsync(Pod pod, int port, CancellationToken cancellation)
    {
        var worker = Worker(pod);
        if (worker.Runtime.Sandboxes is not [.., var sandbox]) throw ApiException.BadRequest($"container not running ({pod.Metadata.Name})");
        return await runtime.ConnectAsync(sandbox, "localhost", port, TimeSpan.FromSeconds(30));
    }

    private static string Explain(string? reason) => reason switch
    {
        StartFailure.ErrImagePull => "image can't be pulled",
        StartFailure.ImagePullBackOff => "trying and failing to pull image",
        StartFailure.ErrImageNeverPull => "image can't be pulled",
        _ => reason ?? "",
    };

    private static ContainerStatus? Status(PodWorker worker, string container)
    {
        if (worker.Status.Current is not { } status) return null;
        foreach (var list in new[] { status.ContainerStatuses, status.InitContainerStatuses, status.EphemeralContainerStatuses })
        {
            foreach (var candidate in list)
            {
                if (candidate.Name == container) return candidate;
            }
        }

        return null;
    }

    private PodWorker Worker(Pod pod) => kubelet.FindKnown(pod.Metadata.Uid ?? "") ?? throw ApiException.NotFound(ApiServer.ResourceOf(Pod.GroupVersionKind), pod.Metadata.Name ?? "");

    private ContainerId Running(Pod pod, string container)
    {
        var worker = Worker(pod);
        if (Instance(worker, container, previous: false) is { State: ContainerRuntimeState.Running } instance) return instance.Id;
        throw ApiException.Internal($"container not found (\"{container}\")");
    }

    /// <summary>The newest instance that was started, or the one before.</summary>
    private ContainerRuntimeStatus? Instance(PodWorker worker, string container, bool previous)
    {
        var skip = previous;
        for (var i = worker.Runtime.Containers.Count - 1; i >= 0; i--)
        {
            if (runtime.ContainerStatus(worker.Runtime.Containers[i]) is not { } status || status.Name != container) continue;
            if (!skip) return status.State == ContainerRuntimeState.Created ? null : status;
            skip = false;
        }

        return null;
    }
}
