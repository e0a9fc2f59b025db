using Podlab.Engine.Runtime;
using Podlab.Engine.Time;
using Podlab.Simulation.Runtime;

namespace Podlab.Simulation.Tests.Runtime;

/// <summary>A simulated node with one sandbox, driven from a test's thread.</summary>
internal sealed class Node
{
    public static readonly DateTimeOffset Epoch = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public Node(SimulatedRuntimeOptions? options = null)
    {
        Loop = new EventLoop(Epoch);
        Runtime = new SimulatedRuntime(Loop, (options ?? new SimulatedRuntimeOptions()) with { SandboxStartTime = TimeSpan.Zero, SandboxStopTime = TimeSpan.Zero, ContainerStartTime = TimeSpan.Zero, PreloadedImages = ["busybox:1.36", "web:1", "exit-code:1", "show:1", "stopint:1", "nonroot:1", "nameduser:1", "nocmd:1"] });
        Sandbox = Run(() => Runtime.RunPodSandboxAsync(new PodSandboxConfig { PodName = "p", PodNamespace = "default", PodUid = "u", Hostname = "p", Dns = new DnsConfig(["10.96.0.10"], ["default.svc.cluster.local", "svc.cluster.local", "cluster.local"], ["ndots:5"]) }));
    }

    public EventLoop Loop { get; }

    public SimulatedRuntime Runtime { get; }

    public SandboxId Sandbox { get; }

    public ContainerId Create(ContainerConfig config) => Run(() => Runtime.CreateContainerAsync(Sandbox, config));

    /// <summary>Creates and starts a container of busybox.</summary>
    public ContainerId Start(params string[] command) => Start(new ContainerConfig { Name = "a", Image = "busybox:1.36", Command = command });

    public ContainerId Start(ContainerConfig config)
    {
        var id = Create(config);
        Run(() => Runtime.StartContainerAsync(id));
        return id;
    }

    public (int Code, string Stdout, string Stderr) Exec(ContainerId container, string? input, params string[] command)
    {
        var (stdout, stderr) = (new MemoryStream(), new MemoryStream());
        var stdin = input is null ? null : new MemoryStream(System.Text.Encoding.UTF8.GetBytes(input));
        var code = Run(() => Runtime.ExecAsync(container, new ExecRequest(command, new ExecStreams(stdin, stdout, stderr))), TimeSpan.FromHours(1));
        return (code, System.Text.Encoding.UTF8.GetString(stdout.ToArray()), System.Text.Encoding.UTF8.GetString(stderr.ToArray()));
    }

    public ContainerRuntimeStatus Status(ContainerId container) => Runtime.ContainerStatus(container)!;

    public string Log(ContainerId container) => string.Concat(Runtime.Log(container)!.Lines.Select(line => (line.IsStderr ? "! " : "") + line.Text + "\n"));

    public T Run<T>(Func<ValueTask<T>> work, TimeSpan? limit = null)
    {
        Task<T>? task = null;
        Loop.Post(() => task = work().AsTask());
        Loop.AdvanceUntil(() => task?.IsCompleted == true, limit ?? TimeSpan.FromMinutes(10)).ShouldBeTrue();
        return task!.GetAwaiter().GetResult();
    }

    public void Run(Func<ValueTask> work) => Run(async () =>
    {
        await work();
        return 0;
    });
}
