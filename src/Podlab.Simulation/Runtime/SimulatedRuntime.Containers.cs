using System.Text;
using Podlab.Engine.Runtime;
using Podlab.Simulation.Files;
using Podlab.Simulation.Processes;

namespace Podlab.Simulation.Runtime;

// Containers: create, start, stop, remove.
public sealed partial class SimulatedRuntime
{
    private const string StartPrefix = "failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: ";

    /// <summary>Less than this and runc itself does not fit.</summary>
    private const long SmallestMemoryBytes = 6 << 20;

    public ValueTask<ContainerId> CreateContainerAsync(SandboxId sandbox, ContainerConfig config)
    {
        if (!sandboxes.TryGetValue(sandbox.Value, out var pod)) throw new RuntimeException("CreateContainerError", $"failed to find sandbox id \"{sandbox}\": not found");
        if (Present(config.Image) is not { } stored) throw new RuntimeException("CreateContainerError", $"failed to get image from containerd \"{config.Image}\": image \"{config.Image}\": not found");
        var image = stored.Definition;
        var id = new ContainerId(NewId());
        IReadOnlyList<string> command = config.Command.Count > 0 ? [.. config.Command, .. config.Args] : [.. image.Entrypoint, .. config.Args.Count > 0 ? config.Args : image.Command];
        if (command.Count == 0) throw SpecFailure(id, "no command specified");
        if (config.Security.SeccompProfile is { } profile && !config.Security.Privileged && HostPathKind(profile) is not '-')
            throw new RuntimeException("CreateContainerError", $"failed to create containerd container: cannot load seccomp profile \"{profile}\": open {profile}: no such file or directory");
        var group = new ResourceGroup(loop, pod.Group.Name + "/" + id) { Parent = pod.Group };
        Apply(group, config.Resources);
        var pids = config.TargetContainer is { } target ? pod.Containers.FindLast(other => other.Config.Name == target && other.State == ContainerRuntimeState.Running)?.Pids
            ?? throw new RuntimeException("CreateContainerError", $"failed to find target container \"{target}\"") : pod.SharedPids ?? new PidNamespace();
        var layer = new FileStore("overlay", "overlay", Kernel.Clock) { Below = disk, Limit = options.ContainerDiskBytes };
        var root = new DirectoryNode(layer, image.Root);
        var tree = new FileTree(new Mount("/", root, config.Security.ReadOnlyRootFileSystem));
        var builder = new ContainerFiles(Kernel, disk, pod, config, id, tree, root, group, pids);
        builder.AddSystem();
        foreach (var mount in config.Mounts) AddVolume(builder, config.Name, mount);
        var user = ResolveUser(config, image, tree, id);
        var container = new Container
        {
            Id = id,
            Sandbox = pod,
            Config = config,
            Image = image,
            ImageId = stored.ImageId,
            Command = [.. command.Select(Bytes)],
            Environment = EnvironmentOf(pod, config, image, user, tree),
            WorkingDirectory = Bytes(config.WorkingDirectory is { Length: > 0 } directory ? directory : image.WorkingDirectory is { Length: > 0 } own ? own : "/"),
            User = user,
            Tree = tree,
            Layer = layer,
            Group = group,
            Pids = pids,
            Log = new ContainerLog(Kernel.Clock),
            CreatedAt = Kernel.Now,
            Resources = config.Resources,
        };
        containers[id.Value] = container;
        pod.Containers.Add(container);
        Raise(RuntimeEventKind.ContainerCreated, pod, container);
        return ValueTask.FromResult(id);
    }

    public async ValueTask StartContainerAsync(ContainerId container)
    {
        if (options.ContainerStartTime > TimeSpan.Zero) await Task.Delay(options.ContainerStartTime, loop);
        var found = Get(container);
        if (found.State != ContainerRuntimeState.Created) throw new RuntimeException("RunContainerError", $"container \"{container}\" is in {StateName(found)} state");
        if (found.Resources.MemoryBytes is { } limit and > 0 && limit < SmallestMemoryBytes)
            throw StartFailure(found, StartPrefix + "unable to start container process: container init was OOM-killed (memory limit too low?)");
        if (MakeWorkingDirectory(found) is { } why) throw StartFailure(found, StartPrefix + "unable to start container process: error during container init: " + why);

        var process = NewProcess(found, found.Environment);
        var output = new LogFile(found.Log, false, Kernel.NextAnonymousInode());
        if (ExecutableOf(process, found.Command, out var executable) is { } failure)
        {
            Kernel.Exit(process, new ExitStatus(128));
            throw StartFailure(found, StartPrefix + "unable to start container process: " + failure.Message);
        }

        ConnectStandardStreams(found, process, output);
        Kernel.Groups.Add(found.Group);
        found.Process = process;
        found.State = ContainerRuntimeState.Running;
        found.StartedAt = Kernel.Now;
        process.Exited += _ => Finish(found);
        if (executable is null) process.Start(self => FailExecAsync(self, found));
        else process.Start(executable);
        Raise(RuntimeEventKind.ContainerStarted, found.Sandbox, found);
    }

    public async ValueTask StopContainerAsync(ContainerId container, TimeSpan gracePeriod)
    {
        if (!containers.TryGetValue(container.Value, out var found) || found.State != ContainerRuntimeState.Running) return;
        if (gracePeriod > TimeSpan.Zero)
        {
            Kernel.Send(found.Process!, found.StopSignal, fromOutside: true);
            using var timer = loop.Schedule(gracePeriod, () => Kernel.Send(found.Process!, Signal.KILL, fromOutside: true));
            await found.Ended.Task;
            return;
        }

        Kernel.Send(found.Process!, Signal.KILL, fromOutside: true);
        await found.Ended.Task;
    }

    public ValueTask RemoveContainerAsync(ContainerId container)
    {
        if (containers.TryGetValue(container.Value, out var found)) Remove(found);
        return default;
    }

    public ContainerRuntimeStatus? ContainerStatus(ContainerId container) => !containers.TryGetValue(container.Value, out var found) ? null : new ContainerRuntimeStatus
    {
        Id = found.Id,
        Sandbox = found.Sandbox.Id,
        Name = found.Config.Name,
        Attempt = found.Config.Attempt,
        State = found.State,
        CreatedAt = found.CreatedAt,
        StartedAt = found.StartedAt,
        FinishedAt = found.FinishedAt,
        ExitCode = found.ExitCode,
        Reason = found.Reason,
        Message = found.Message,
        Image = found.Config.Image,
        ImageId = found.ImageId,
        Resources = found.Resources,
        StopSignal = "SIG" + found.StopSignal,
        User = found.User.Uid,
        Group = found.User.Gid,
        Groups = found.User.Groups,
    };

    public ValueTask UpdateContainerResourcesAsync(ContainerId container, ContainerResources resources)
    {
        var found = Get(container);
        found.Resources = resources;
        Apply(found.Group, resources);
        return default;
    }

    public IContainerLog? Log(ContainerId container) => containers.GetValueOrDefault(container.Value)?.Log;

    public byte[]? ReadFile(ContainerId container, string path, int lastBytes)
    {
        if (!containers.TryGetValue(container.Value, out var found)) return null;
        var view = new FileView(found.Tree);
        if (found.Tree.Find(view, Bytes(path), true, out var node) != Errno.Ok || node is not FileNode file) return null;
        var count = (int)Math.Min(lastBytes, file.Size);
        var bytes = new byte[count];
        file.Read(file.Size - count, bytes);
        return bytes;
    }

    public ContainerStats? Stats(ContainerId container) => !containers.TryGetValue(container.Value, out var found) ? null
        : new ContainerStats(found.Group.CpuUsed, found.Group.MemoryBytes, found.Layer.Used, found.Group.Processes.Count, found.Layer.Inodes);

    public NodeStats? NodeStats => new(nodeGroup.MemoryBytes, options.MemoryBytes, disk.Used, options.DiskBytes, sandboxes.Values.Sum(sandbox => sandbox.Containers.Sum(container => container.Group.Processes.Count)), nodeGroup.ProcessLimit)
    {
        Inodes = disk.Inodes,
        InodeLimit = disk.InodeLimit ?? 0,
    };

    private Container Get(ContainerId container) =>
        containers.GetValueOrDefault(container.Value) ?? throw new RuntimeException("NotFound", $"container \"{container}\" not found: not found");

    private void Finish(Container container)
    {
        foreach (var left in container.Group.Processes.ToArray()) Kernel.Exit(left, new ExitStatus(0, Signal.KILL));
        Kernel.Groups.Remove(container.Group);
        var status = container.Process!.Status;
        container.State = ContainerRuntimeState.Exited;
        container.FinishedAt = Kernel.Now;
        // Of containers that ended with the machine containerd knows no more than that.
        container.ExitCode = hasLostPower ? 255 : status.ShellCode;
        container.Reason = hasLostPower ? "Unknown" : container.Group.OutOfMemory ? "OOMKilled" : status.ShellCode == 0 ? "Completed" : "Error";
        container.Input?.Close();
        container.Input = null;
        container.Log.Close();
        Raise(RuntimeEventKind.ContainerStopped, container.Sandbox, container);
        container.Ended.TrySetResult();
    }

    private void Remove(Container container)
    {
        if (container.State == ContainerRuntimeState.Running) Kernel.Send(container.Process!, Signal.KILL, fromOutside: true);
        if (!containers.Remove(container.Id.Value)) return;
        container.Sandbox.Containers.Remove(container);
        disk.Take(-Math.Min(container.Layer.Used, disk.Used));
        disk.TakeInodes(-container.Layer.Inodes);
        Raise(RuntimeEventKind.ContainerRemoved, container.Sandbox, container);
    }

    private RuntimeException StartFailure(Container container, string message)
    {
        container.State = ContainerRuntimeState.Exited;
        container.StartedAt = DateTimeOffset.UnixEpoch;
        container.FinishedAt = Kernel.Now;
        container.ExitCode = 128;
        container.Reason = "StartError";
        container.Message = message;
        container.Ended.TrySetResult();
        Raise(RuntimeEventKind.ContainerStopped, container.Sandbox, container);
        return new RuntimeException("RunContainerError", message) { ExitCode = 128 };
    }

    private static RuntimeException SpecFailure(ContainerId id, string why) =>
        new("CreateContainerError", $"failed to generate container \"{id}\" spec: failed to generate spec: {why}");

    private static string StateName(Container container) => container.State switch
    {
        ContainerRuntimeState.Created => "CONTAINER_CREATED",
        ContainerRuntimeState.Running => "CONTAINER_RUNNING",
        ContainerRuntimeState.Exited => "CONTAINER_EXITED",
        _ => "CONTAINER_UNKNOWN",
    };

    /// <summary>Text as the simulated system keeps it: a character for each byte.</summary>
    internal static string Bytes(string text) => System.Text.Ascii.IsValid(text) ? text : Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));
}
