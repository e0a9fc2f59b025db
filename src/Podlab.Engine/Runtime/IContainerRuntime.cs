namespace Podlab.Engine.Runtime;

/// <summary>
/// What the kubelet asks of a container runtime: pod sandboxes, containers, images, volumes, exec, logs, stats, events. One instance serves one node.
/// </summary>
/// <remarks>
/// Cut like the CRI (staging/src/k8s.io/cri-api/pkg/apis/runtime/v1/api.proto, v1.36), plus volumes, because a simulated or remote node has no
/// host directory that a kubelet could fill. Expected failures are <see cref="RuntimeException"/> with the words that an event shows.
/// All members are called on the cluster's event loop; what they start continues on it.
/// </remarks>
public interface IContainerRuntime
{
    /// <summary>Name and version as <c>kubectl get nodes -o wide</c> shows them, for example <c>containerd://2.2.9</c>.</summary>
    string Version { get; }

    /// <summary>The scheme in front of container ids in a pod's status: <c>containerd</c>, <c>docker</c>.</summary>
    string Scheme { get; }

    /// <summary>A container started or ended, an image came, a sandbox died. Raised on the event loop at the instant it happens.</summary>
    event Action<RuntimeEvent>? Changed;

    ValueTask<SandboxId> RunPodSandboxAsync(PodSandboxConfig config);

    /// <summary>Ends what still runs in the sandbox and releases its network. Stopping a stopped sandbox does nothing.</summary>
    ValueTask StopPodSandboxAsync(SandboxId sandbox);

    ValueTask RemovePodSandboxAsync(SandboxId sandbox);

    /// <summary>Null when the runtime does not know the sandbox.</summary>
    PodSandboxStatus? SandboxStatus(SandboxId sandbox);

    ValueTask<ContainerId> CreateContainerAsync(SandboxId sandbox, ContainerConfig config);

    ValueTask StartContainerAsync(ContainerId container);

    /// <summary>Sends the container's stop signal, then SIGKILL when <paramref name="gracePeriod"/> is over; completes when the container has ended.</summary>
    ValueTask StopContainerAsync(ContainerId container, TimeSpan gracePeriod);

    ValueTask RemoveContainerAsync(ContainerId container);

    /// <summary>Null when the runtime does not know the container.</summary>
    ContainerRuntimeStatus? ContainerStatus(ContainerId container);

    /// <summary>Changes limits of a running container (in-place resize).</summary>
    ValueTask UpdateContainerResourcesAsync(ContainerId container, ContainerResources resources);

    /// <summary>Runs a command in a running container; completes with its exit code when it ended. A command that cannot start throws <see cref="RuntimeException"/>.</summary>
    ValueTask<int> ExecAsync(ContainerId container, ExecRequest request, CancellationToken cancellation = default);

    /// <summary>Connects streams to the container's first process until it ends or <paramref name="cancellation"/> is signalled.</summary>
    ValueTask AttachAsync(ContainerId container, ExecStreams streams, CancellationToken cancellation = default);

    /// <summary>Opens a TCP connection to a port as seen from the node (<paramref name="host"/> is an address of the pod, or localhost for port-forward).</summary>
    ValueTask<Stream> ConnectAsync(SandboxId sandbox, string host, int port, TimeSpan timeout);

    /// <summary>What the container wrote so far; stays readable after its end until it is removed.</summary>
    IContainerLog? Log(ContainerId container);

    /// <summary>The last bytes of a file in a container that has ended or runs (termination messages); null when there is none.</summary>
    byte[]? ReadFile(ContainerId container, string path, int lastBytes);

    /// <summary>A file of a volume, by its path in it; null when there is none.</summary>
    byte[]? ReadVolumeFile(VolumeId volume, string path) => null;

    ContainerStats? Stats(ContainerId container);

    /// <summary>What the node has and uses; null: the runtime does not measure it, and nothing runs short.</summary>
    NodeStats? NodeStats => null;

    /// <summary>The node as a whole ran out of memory: the program and the number of the process that the kernel killed. Raised on the event loop.</summary>
    event Action<string, int>? OutOfMemory
    {
        add { }
        remove { }
    }

    /// <summary>Null when the image is not on the node.</summary>
    ImageStatus? ImageStatus(string reference);

    IReadOnlyList<ImageStatus> ListImages();

    /// <summary>Brings an image to the node; takes the time its size asks for.</summary>
    ValueTask<ImageStatus> PullImageAsync(string reference, ImagePullSecret? secret = null, CancellationToken cancellation = default);

    /// <summary>Takes an image off the node, with all its names. Removing one that is not there does nothing.</summary>
    /// <param name="id"><c>sha256:…</c></param>
    ValueTask RemoveImageAsync(string id) => default;

    ValueTask<VolumeId> CreateVolumeAsync(VolumeConfig config);

    /// <summary>Replaces the volume's content by these files, all at once, as the kubelet's atomic writer does.</summary>
    ValueTask WriteVolumeAsync(VolumeId volume, IReadOnlyList<VolumeFile> files);

    ValueTask RemoveVolumeAsync(VolumeId volume);

    /// <summary>Bytes in use in a volume.</summary>
    long VolumeUsage(VolumeId volume);

    /// <summary>Files and directories in a volume.</summary>
    long VolumeInodes(VolumeId volume) => 0;
}
