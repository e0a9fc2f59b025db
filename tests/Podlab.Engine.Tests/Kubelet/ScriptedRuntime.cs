using System.Globalization;
using Podlab.Engine.Runtime;
using Podlab.Engine.Time;

namespace Podlab.Engine.Tests.Kubelet;

/// <summary>
/// A container runtime whose programs are a delay and an exit code: the container's command is <c>[seconds, exit code, seconds to react to TERM or "ignore"]</c>.
/// Starting a sandbox takes 200 ms, a container 100 ms; images exist unless their name begins with "nosuch".
/// </summary>
internal sealed class ScriptedRuntime(EventLoop clock) : IContainerRuntime
{
    private static readonly TimeSpan SandboxTime = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan ContainerTime = TimeSpan.FromMilliseconds(100);
    private readonly Dictionary<string, PodSandboxStatus> sandboxes = [];
    private readonly Dictionary<string, Instance> containers = [];
    private int made;

    public event Action<RuntimeEvent>? Changed;

    /// <summary>Answers exec: the exit code for a command.</summary>
    public Func<string, int> OnExec { get; set; } = _ => 0;

    public int ExecCount { get; private set; }

    /// <summary>Whether starts take their time; a benchmark does without.</summary>
    public bool TakesTime { get; init; } = true;

    public string Version => "containerd://2.2.9";

    public string Scheme => "containerd";

    public async ValueTask<SandboxId> RunPodSandboxAsync(PodSandboxConfig config)
    {
        if (TakesTime) await Task.Delay(SandboxTime, clock);
        var id = new SandboxId($"sandbox-{++made}");
        sandboxes[id.Value] = new PodSandboxStatus { Id = id, Ready = true, CreatedAt = clock.Now, Ips = [$"10.244.1.{made % 250}"] };
        Changed?.Invoke(new RuntimeEvent(RuntimeEventKind.SandboxStarted, id, null));
        return id;
    }

    public ValueTask StopPodSandboxAsync(SandboxId sandbox)
    {
        if (!sandboxes.TryGetValue(sandbox.Value, out var status) || !status.Ready) return ValueTask.CompletedTask;
        sandboxes[sandbox.Value] = status with { Ready = false };
        Changed?.Invoke(new RuntimeEvent(RuntimeEventKind.SandboxStopped, sandbox, null));
        return ValueTask.CompletedTask;
    }

    public ValueTask RemovePodSandboxAsync(SandboxId sandbox)
    {
        sandboxes.Remove(sandbox.Value);
        return ValueTask.CompletedTask;
    }

    public PodSandboxStatus? SandboxStatus(SandboxId sandbox) => sandboxes.GetValueOrDefault(sandbox.Value);

    public ValueTask<ContainerId> CreateContainerAsync(SandboxId sandbox, ContainerConfig config)
    {
        var id = new ContainerId($"container-{++made}");
        containers[id.Value] = new Instance
        {
            Config = config,
            Status = new ContainerRuntimeStatus
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
            },
        };
        return ValueTask.FromResult(id);
    }

    public async ValueTask StartContainerAsync(ContainerId container)
    {
        if (TakesTime) await Task.Delay(ContainerTime, clock);
        var instance = containers[container.Value];
        instance.Status = instance.Status with { State = ContainerRuntimeState.Running, StartedAt = clock.Now };
        Raise(RuntimeEventKind.ContainerStarted, instance);
        if (instance.Config.Command is [var seconds, var code, ..])
            instance.End = clock.Schedule(TimeSpan.FromSeconds(double.Parse(seconds, CultureInfo.InvariantCulture)), () => Exit(instance, int.Parse(code, CultureInfo.InvariantCulture)));
    }

    public async ValueTask StopContainerAsync(ContainerId container, TimeSpan gracePeriod)
    {
        if (!containers.TryGetValue(container.Value, out var instance) || instance.Status.State != ContainerRuntimeState.Running) return;
        var reaction = instance.Config.Command.Count > 2 && instance.Config.Command[2] != "ignore" ? TimeSpan.FromSeconds(double.Parse(instance.Config.Command[2], CultureInfo.InvariantCulture)) : TimeSpan.MaxValue;
        await Task.WhenAny(Task.Delay(reaction < gracePeriod ? reaction : gracePeriod, clock), instance.Ended.Task);
        Exit(instance, reaction <= gracePeriod ? 0 : 137);
    }

    public ValueTask RemoveContainerAsync(ContainerId container)
    {
        containers.Remove(container.Value);
        return ValueTask.CompletedTask;
    }

    public ContainerRuntimeStatus? ContainerStatus(ContainerId container) => containers.GetValueOrDefault(container.Value)?.Status;

    public ValueTask UpdateContainerResourcesAsync(ContainerId container, ContainerResources resources)
    {
        containers[container.Value].Status = containers[container.Value].Status with { Resources = resources };
        return ValueTask.CompletedTask;
    }

    public ValueTask<int> ExecAsync(ContainerId container, ExecRequest request, CancellationToken cancellation = default)
    {
        ExecCount++;
        return ValueTask.FromResult(OnExec(string.Join(' ', request.Command)));
    }

    public ValueTask AttachAsync(ContainerId container, ExecStreams streams, CancellationToken cancellation = default) => ValueTask.CompletedTask;

    public ValueTask<Stream> ConnectAsync(SandboxId sandbox, string host, int port, TimeSpan timeout) => throw new RuntimeException("ECONNREFUSED", "connection refused");

    public IContainerLog? Log(ContainerId container) => null;

    public byte[]? ReadFile(ContainerId container, string path, int lastBytes) => null;

    public ContainerStats? Stats(ContainerId container) => null;

    public ImageStatus? ImageStatus(string reference) => reference.StartsWith("nosuch", StringComparison.Ordinal)
        ? null
        : new ImageStatus { Id = "sha256:1", Tags = ["docker.io/library/" + reference], Digests = [], SizeBytes = 1 };

    public IReadOnlyList<ImageStatus> ListImages() => [];

    public ValueTask<ImageStatus> PullImageAsync(string reference, ImagePullSecret? secret = null, CancellationToken cancellation = default) =>
        ImageStatus(reference) is { } found ? ValueTask.FromResult(found) : throw new RuntimeException("ErrImagePull", $"{reference}: not found");

    public ValueTask<VolumeId> CreateVolumeAsync(VolumeConfig config) => ValueTask.FromResult(new VolumeId(config.Name));

    public ValueTask WriteVolumeAsync(VolumeId volume, IReadOnlyList<VolumeFile> files) => ValueTask.CompletedTask;

    public ValueTask RemoveVolumeAsync(VolumeId volume) => ValueTask.CompletedTask;

    public long VolumeUsage(VolumeId volume) => 0;

    private void Exit(Instance instance, int code)
    {
        if (instance.Status.State != ContainerRuntimeState.Running) return;
        instance.End?.Dispose();
        instance.Status = instance.Status with { State = ContainerRuntimeState.Exited, ExitCode = code, FinishedAt = clock.Now, Reason = code == 0 ? "Completed" : "Error" };
        instance.Ended.TrySetResult();
        Raise(RuntimeEventKind.ContainerStopped, instance);
    }

    private void Raise(RuntimeEventKind kind, Instance instance) => Changed?.Invoke(new RuntimeEvent(kind, instance.Status.Sandbox, instance.Status.Id));

    private sealed class Instance
    {
        public required ContainerConfig Config { get; init; }

        public required ContainerRuntimeStatus Status { get; set; }

        public ITimer? End { get; set; }

        public TaskCompletionSource Ended { get; } = new();
    }
}
