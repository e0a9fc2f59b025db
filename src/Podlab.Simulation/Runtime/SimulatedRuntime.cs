using Podlab.Engine.Network;
using Podlab.Engine.Runtime;
using Podlab.Engine.Time;
using Podlab.Simulation.Files;
using Podlab.Simulation.Images;
using Podlab.Simulation.Processes;

namespace Podlab.Simulation.Runtime;

/// <summary>A container runtime whose containers are simulated processes on the cluster's clock. Words its failures as containerd 2.2 and runc do.</summary>
public sealed partial class SimulatedRuntime : IContainerRuntime
{
    private readonly EventLoop loop;
    private readonly SimulatedRuntimeOptions options;
    private readonly Dictionary<string, Sandbox> sandboxes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Container> containers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SimulatedVolume> volumes = new(StringComparer.Ordinal);
    private readonly ResourceGroup nodeGroup;
    private readonly FileStore disk;
    private readonly FileView host;
    private readonly NetworkNamespace hostNetwork;
    private readonly PidNamespace hostPids = new();
    private DateTimeOffset nextSandbox;
    private long userNamespaces;

    /// <summary>mkfs.ext4 makes an inode for so many bytes.</summary>
    private const long BytesOfInode = 16384;

    /// <summary>How many users the kubelet gives to a pod of its own (pkg/kubelet/userns).</summary>
    internal const long UsersOfNamespace = 65536;

    public SimulatedRuntime(EventLoop loop, SimulatedRuntimeOptions? options = null)
    {
        this.loop = loop;
        this.options = options ?? new SimulatedRuntimeOptions();
        Registry = this.options.Registry ?? new SimulatedRegistry(ImageCatalog.BuiltIn);
        Network = this.options.Network ?? new ClusterNetwork(loop);
        Kernel = new Kernel(loop, Programs, this.options.Seed) { NodeName = this.options.NodeName, Cpus = this.options.Cpus, MemoryBytes = this.options.MemoryBytes };
        nodeGroup = new ResourceGroup(loop, "/") { MemoryLimit = this.options.MemoryBytes, ProcessLimit = 32768 };
        disk = new FileStore("ext4", "/dev/vda", Kernel.Clock) { Limit = this.options.DiskBytes, InodeLimit = this.options.DiskBytes / BytesOfInode };
        host = new FileView(new FileTree(new Mount("/", HostRoot(), false)));
        hostNetwork = Network.AddNode(this.options.NodeName);
        Kernel.OutOfMemory += process => OutOfMemory?.Invoke(process.Comm, process.Pid);
        foreach (var image in this.options.PreloadedImages) Preload(image);
    }

    public string Version => "containerd://2.2.9";

    public string Scheme => "containerd";

    public event Action<RuntimeEvent>? Changed;

    public event Action<string, int>? OutOfMemory;

    /// <summary>The programs that files of images can name; more can be added.</summary>
    public ProgramCatalog Programs { get; } = new();

    public SimulatedRegistry Registry { get; }

    public ClusterNetwork Network { get; }

    public Kernel Kernel { get; }

    /// <summary>The node's own address.</summary>
    public string NodeAddress => hostNetwork.Address;

    public async ValueTask<SandboxId> RunPodSandboxAsync(PodSandboxConfig config)
    {
        if (config.RuntimeHandler.Length > 0 && !options.RuntimeHandlers.Contains(config.RuntimeHandler))
            throw new RuntimeException("FailedCreatePodSandBox", $"failed to get sandbox runtime: no runtime for \"{config.RuntimeHandler}\" is configured");
        if (options.SandboxStartTime > TimeSpan.Zero) await Task.Delay(StartOfSandbox() - Kernel.Now + options.SandboxStartTime, loop);
        var id = new SandboxId(NewId());
        var network = config.HostNetwork ? hostNetwork : Network.AddPod(options.NodeName);
        var group = new ResourceGroup(loop, "/kubepods/pod" + config.PodUid) { Parent = nodeGroup };
        if (config.Resources is { } resources) Apply(group, resources);
        var sandbox = new Sandbox(id, config, network, group, Kernel.Now) { UserBase = config.OwnUsers ? ++userNamespaces * UsersOfNamespace : null };
        if (config.HostPid) sandbox.SharedPids = hostPids;
        else if (config.ShareProcessNamespace) ShareProcesses(sandbox);
        sandboxes[id.Value] = sandbox;
        Raise(RuntimeEventKind.SandboxStarted, sandbox, null);
        return id;
    }

    /// <summary>Sandboxes that are asked for at once begin one after the other.</summary>
    private DateTimeOffset StartOfSandbox()
    {
        var begin = nextSandbox > Kernel.Now ? nextSandbox : Kernel.Now;
        nextSandbox = begin + options.SandboxInterval;
        return begin;
    }

    public async ValueTask StopPodSandboxAsync(SandboxId sandbox)
    {
        if (!sandboxes.TryGetValue(sandbox.Value, out var found) || !found.Ready) return;
        foreach (var container in found.Containers.Where(container => container.State == ContainerRuntimeState.Running).ToList())
        {
            Kernel.Send(container.Process!, Signal.KILL, fromOutside: true);
            await container.Ended.Task;
        }

        if (options.SandboxStopTime > TimeSpan.Zero) await Task.Delay(options.SandboxStopTime, loop);
        EndSandbox(found);
    }

    public ValueTask RemovePodSandboxAsync(SandboxId sandbox)
    {
        if (!sandboxes.Remove(sandbox.Value, out var found)) return default;
        foreach (var container in found.Containers.ToList()) Remove(container);
        EndSandbox(found);
        return default;
    }

    public PodSandboxStatus? SandboxStatus(SandboxId sandbox) => !sandboxes.TryGetValue(sandbox.Value, out var found) ? null : new PodSandboxStatus
    {
        Id = found.Id,
        Ready = found.Ready,
        CreatedAt = found.CreatedAt,
        Ips = [found.Network.Address],
    };

    /// <summary>Fault: a signal from outside to a container's first process, as an administrator on the node would send it.</summary>
    public void Kill(ContainerId container, string signal)
    {
        if (containers.TryGetValue(container.Value, out var found) && found.Process is { } process) Kernel.Send(process, Signals.Parse(signal) ?? Signal.KILL, fromOutside: true);
    }

    /// <summary>Fault: the sandbox's own process is killed; the pod loses its network, its containers run on until they are stopped.</summary>
    public void KillSandbox(SandboxId sandbox)
    {
        if (sandboxes.TryGetValue(sandbox.Value, out var found)) EndSandbox(found);
    }

    private void EndSandbox(Sandbox sandbox)
    {
        if (!sandbox.Ready) return;
        sandbox.Ready = false;
        if (sandbox.Pause is { } pause) Kernel.Exit(pause, new ExitStatus(0, Signal.KILL));
        if (!sandbox.Config.HostNetwork) Network.Remove(sandbox.Network);
        Raise(RuntimeEventKind.SandboxStopped, sandbox, null);
    }

    /// <summary>One namespace for the pod's containers, with the pause process as its first.</summary>
    private void ShareProcesses(Sandbox sandbox)
    {
        sandbox.SharedPids = new PidNamespace();
        var tree = new FileTree(new Mount("/", new DirectoryNode(disk, 0b111_101_101), true));
        var pause = Process.Create(Kernel, new ResourceGroup(loop, "pause") { Parent = sandbox.Group }, sandbox.SharedPids, tree, sandbox.Network);
        sandbox.SharedPids.Skip(RuncThreads - 1);
        pause.Hostname = sandbox.Config.Hostname;
        pause.Start(new Executable(new PauseProgram(), ["/pause"], "pause"));
        sandbox.Pause = pause;
    }

    private void Raise(RuntimeEventKind kind, Sandbox sandbox, Container? container) => Changed?.Invoke(new RuntimeEvent(kind, sandbox.Id, container?.Id));

    /// <summary>64 hexadecimal digits.</summary>
    private string NewId()
    {
        Span<byte> bytes = stackalloc byte[32];
        for (var i = 0; i < 4; i++) System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(bytes[(i * 8)..], Kernel.NextRandom());
        return Convert.ToHexStringLower(bytes);
    }

    private static void Apply(ResourceGroup group, ContainerResources resources)
    {
        group.MemoryLimit = resources.MemoryBytes is > 0 ? resources.MemoryBytes : null;
        group.CpuMillis = resources.CpuMillis is > 0 ? resources.CpuMillis : null;
        group.CpuShares = resources.CpuShares ?? group.CpuShares;
        group.OomScoreAdjustment = resources.OomScoreAdjustment;
    }

    private DirectoryNode HostRoot()
    {
        var root = new LayerDirectory(0b111_101_101);
        foreach (var path in (string[])["/etc", "/home", "/mnt", "/opt", "/root", "/run", "/srv", "/tmp", "/usr", "/var/lib/kubelet", "/var/log/pods"])
            root.Put(path, new LayerDirectory(path == "/tmp" ? 0x3FF : 0b111_101_101));
        root.Put("/etc/hostname", new LayerFile(System.Text.Encoding.UTF8.GetBytes(options.NodeName + "\n"), 0b110_100_100));
        root.Put("/etc/hosts", new LayerFile(System.Text.Encoding.UTF8.GetBytes($"127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n127.0.1.1\t{options.NodeName}\n"), 0b110_100_100));
        root.Put("/etc/os-release", new LayerFile("PRETTY_NAME=\"Podlab Linux\"\nNAME=\"Podlab Linux\"\nID=podlab\n"u8.ToArray(), 0b110_100_100));
        var tree = new DirectoryNode(disk, root);
        var (sys, fs) = (new DirectoryNode(disk, 0b111_101_101), new DirectoryNode(disk, 0b111_101_101));
        var cgroups = new FileStore("cgroup2", "cgroup2", Kernel.Clock);
        fs.Add("cgroup", CgroupFiles.Node(new ProcFiles(cgroups, Kernel, hostPids), cgroups, () => sandboxes.Values));
        sys.Add("fs", fs);
        tree.Add("sys", sys);
        return tree;
    }
}
