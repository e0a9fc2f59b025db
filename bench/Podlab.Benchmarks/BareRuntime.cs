using Podlab.Engine.Runtime;
using Podlab.Engine.Time;

namespace Podlab.Benchmarks;

/// <summary>A container runtime that does next to nothing: what is measured with it is the control plane and the kubelet. Containers run for half a second, or for good.</summary>
internal sealed class BareRuntime(EventLoop clock) : IContainerRuntime
{
    private static readonly TimeSpan Life = TimeSpan.FromMilliseconds(500);
    private static readonly ImageStatus Image = new() { Id = "sha256:1", Tags = ["docker.io/library/busybox:1.36"], Digests = [], SizeBytes = 1 };
    private readonly Dictionary<SandboxId, PodSandboxStatus> sandboxes = [];
    private readonly Dictionary<ContainerId, ContainerRuntimeStatus> containers = [];
    private int made;

    public event Action<RuntimeEvent>? Changed;

    public string Version => "bare://1";

    public string Scheme => "bare";

    public long Execs { get; private set; }

    public ValueTask<SandboxId> RunPodSandboxAsync(PodSandboxConfig config)
    {
        var id = new SandboxId($"s{++made}");
        sandboxes[id] = new PodSandboxStatus { Id = id, Ready = true, CreatedAt = clock.Now, Ips = ["10.244.0.2"] };
        Changed?.Invoke(new RuntimeEvent(RuntimeEventKind.SandboxStarted, id, null));
        return ValueTask.FromResult(id);
    }

    public ValueTask StopPodSandboxAsync(SandboxId sandbox)
    {
        sandboxes[sandbox] = sandboxes[sandbox] with { Ready = false };
        Changed?.Invoke(new RuntimeEvent(RuntimeEventKind.SandboxStopped, sandbox, null));
        return ValueTask.CompletedTask;
    }

    public ValueTask RemovePodSandboxAsync(SandboxId sandbox)
    {
        sandboxes.Remove(sandbox);
        return ValueTask.CompletedTask;
    }

    public PodSandboxStatus? SandboxStatus(SandboxId sandbox) => sandboxes.GetValueOrDefault(sandbox);

    public ValueTask<ContainerId> CreateContainerAsync(SandboxId sandbox, ContainerConfig config)
    {
        var id = new ContainerId($"c{++made}");
        containers[id] = new ContainerRuntimeStatus
        {
            Id = id,
            Sandbox = sandbox,
            Name = config.Name,
            Attempt = config.Attempt,
            State = ContainerRuntimeState.Created,
            CreatedAt = clock.Now,
            Image = config.Image,
            ImageId = "sha256:1",
            Resources = config.Resources,
            Reason = config.Command.Count > 0 ? "runs" : "",
        };
        return ValueTask.FromResult(id);
    }

    public ValueTask StartContainerAsync(ContainerId container)
    {
        var status = containers[container];
        containers[container] = status with { State = ContainerRuntimeState.Running, StartedAt = clock.Now, Reason = "" };
        Changed?.Invoke(new RuntimeEvent(RuntimeEventKind.ContainerStarted, status.Sandbox, container));
        if (status.Reason.Length == 0) clock.Schedule(Life, () => End(container));
        return ValueTask.CompletedTask;
    }

    public ValueTask StopContainerAsync(ContainerId container, TimeSpan gracePeriod)
    {
        End(container);
        return ValueTask.CompletedTask;
    }

    public ValueTask RemoveContainerAsync(ContainerId container)
    {
        containers.Remove(container);
        return ValueTask.CompletedTask;
    }

    public ContainerRuntimeStatus? ContainerStatus(ContainerId container) => containers.GetValueOrDefault(container);

    public ValueTask UpdateContainerResourcesAsync(ContainerId container, ContainerResources resources) => ValueTask.CompletedTask;

    public ValueTask<int> ExecAsync(ContainerId container, ExecRequest request, CancellationToken cancellation = default)
    {
        Execs++;
        return ValueTask.FromResult(0);
    }

    public ValueTask AttachAsync(ContainerId container, ExecStreams streams, CancellationToken cancellation = default) => ValueTask.CompletedTask;

    public ValueTask<Stream> ConnectAsync(SandboxId sandbox, string host, int port, TimeSpan timeout) => throw new RuntimeException("ECONNREFUSED", "connection refused");

    public IContainerLog? Log(ContainerId container) => null;

    public byte[]? ReadFile(ContainerId container, string path, int lastBytes) => null;

    public ContainerStats? Stats(ContainerId container) => null;

    public ImageStatus? ImageStatus(string reference) => Image;

    public IReadOnlyList<ImageStatus> ListImages() => [];

    public ValueTask<ImageStatus> PullImageAsync(string reference, ImagePullSecret? secret = null, CancellationToken cancellation = default) => ValueTask.FromResult(Image);

    public ValueTask<VolumeId> CreateVolumeAsync(VolumeConfig config) => ValueTask.FromResult(new VolumeId(config.Name));

    public ValueTask WriteVolumeAsync(VolumeId volume, IReadOnlyList<VolumeFile> files) => ValueTask.CompletedTask;

    public ValueTask RemoveVolumeAsync(VolumeId volume) => ValueTask.CompletedTask;

    public long VolumeUsage(VolumeId volume) => 0;

    private void End(ContainerId container)
    {
        if (!containers.TryGetValue(container, out var status) || status.State != ContainerRuntimeState.Running) return;
        containers[container] = status with { State = ContainerRuntimeState.Exited, Reason = "Completed", FinishedAt = clock.Now };
        Changed?.Invoke(new RuntimeEvent(RuntimeEventKind.ContainerStopped, status.Sandbox, container));
    }
}
