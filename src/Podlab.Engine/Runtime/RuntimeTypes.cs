using System.Collections.ObjectModel;

namespace Podlab.Engine.Runtime;

public readonly record struct SandboxId(string Value)
{
    public override string ToString() => Value;
}

public readonly record struct ContainerId(string Value)
{
    public override string ToString() => Value;
}

public readonly record struct VolumeId(string Value)
{
    public override string ToString() => Value;
}

public enum ContainerRuntimeState
{
    Created,
    Running,
    Exited,
    Unknown,
}

public enum RuntimeEventKind
{
    ContainerCreated,
    ContainerStarted,
    ContainerStopped,
    ContainerRemoved,
    SandboxStarted,
    SandboxStopped,
}

/// <summary>Something changed in a sandbox.</summary>
public sealed record RuntimeEvent(RuntimeEventKind Kind, SandboxId Sandbox, ContainerId? Container);

/// <summary>A failure that belongs to the user's world (missing program, registry, port), worded as the real runtime words it.</summary>
public sealed class RuntimeException(string reason, string message) : Exception(message)
{
    /// <summary>A part of a volume cannot be mounted, where the kubelet finds that out before the runtime is asked.</summary>
    public const string SubPath = "SubPath";

    /// <summary>For programs: <c>ErrImagePull</c>, <c>RunContainerError</c>, <c>CreateContainerError</c>, <c>ExecFailed</c>, …</summary>
    public string Reason { get; } = reason;

    /// <summary>The exit code that the runtime reports with it (126, 127, 128), where it has one.</summary>
    public int? ExitCode { get; init; }
}

public sealed record PodSandboxConfig
{
    public required string PodName { get; init; }
    public required string PodNamespace { get; init; }
    public required string PodUid { get; init; }
    public required string Hostname { get; init; }
    public int Attempt { get; init; }

    /// <summary>The handler of the pod's RuntimeClass; empty: the runtime's default.</summary>
    public string RuntimeHandler { get; init; } = "";
    public bool HostNetwork { get; init; }
    public bool ShareProcessNamespace { get; init; }
    public bool HostPid { get; init; }
    public bool HostIpc { get; init; }

    /// <summary>hostUsers false: user numbers of the pod are others on the node.</summary>
    public bool OwnUsers { get; init; }
    public DnsConfig Dns { get; init; } = new([], [], []);
    public IReadOnlyDictionary<string, string> Labels { get; init; } = ReadOnlyDictionary<string, string>.Empty;
    public IReadOnlyDictionary<string, string> Sysctls { get; init; } = ReadOnlyDictionary<string, string>.Empty;
    public IReadOnlyList<PortMapping> Ports { get; init; } = [];
    public ContainerResources? Resources { get; init; }
}

/// <summary>Lines of resolv.conf.</summary>
public sealed record DnsConfig(IReadOnlyList<string> Servers, IReadOnlyList<string> Searches, IReadOnlyList<string> Options);

public sealed record PortMapping(int ContainerPort, int HostPort, string Protocol, string? HostIp);

public sealed record PodSandboxStatus
{
    public required SandboxId Id { get; init; }
    public required bool Ready { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required IReadOnlyList<string> Ips { get; init; }
}

public sealed record ContainerConfig
{
    public required string Name { get; init; }
    public int Attempt { get; init; }
    public required string Image { get; init; }

    /// <summary>Replaces the image's entrypoint; empty: the image's own.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>Replaces the image's command; empty: the image's own, unless <see cref="Command"/> is set.</summary>
    public IReadOnlyList<string> Args { get; init; } = [];
    public string? WorkingDirectory { get; init; }
    public IReadOnlyList<KeyValuePair<string, string>> Environment { get; init; } = [];
    public IReadOnlyList<VolumeMountConfig> Mounts { get; init; } = [];
    public IReadOnlyDictionary<string, string> Labels { get; init; } = ReadOnlyDictionary<string, string>.Empty;
    public bool Stdin { get; init; }
    public bool StdinOnce { get; init; }
    public bool Tty { get; init; }
    public ContainerResources Resources { get; init; } = new();
    public ContainerSecurity Security { get; init; } = new();

    /// <summary>The name of another container of the sandbox whose process namespace is shared (ephemeral containers' target); null: its own.</summary>
    public string? TargetContainer { get; init; }

    /// <summary>Overrides the image's STOPSIGNAL, for example <c>SIGUSR1</c>.</summary>
    public string? StopSignal { get; init; }

    /// <summary>A file the container may write, shown as termination message: path in the container.</summary>
    public string? TerminationMessagePath { get; init; }

    /// <summary>Content of /etc/hosts, which the kubelet manages; null: the runtime's own.</summary>
    public string? EtcHosts { get; init; }
}

/// <param name="MemoryBytes">Memory limit in bytes; null: none.</param>
/// <param name="CpuMillis">CPU limit in thousandths of a CPU; null: none.</param>
/// <param name="CpuShares">Relative weight.</param>
/// <param name="OomScoreAdjustment">-1000 to 1000.</param>
public sealed record ContainerResources(long? MemoryBytes = null, long? CpuMillis = null, long? CpuShares = null, int OomScoreAdjustment = 0);

public sealed record ContainerSecurity
{
    public long? RunAsUser { get; init; }
    public string? RunAsUserName { get; init; }
    public long? RunAsGroup { get; init; }
    public bool ReadOnlyRootFileSystem { get; init; }
    public bool Privileged { get; init; }
    public bool NoNewPrivileges { get; init; }

    /// <summary>The node's file with the seccomp profile; null: the runtime's own or none.</summary>
    public string? SeccompProfile { get; init; }
    public IReadOnlyList<long> SupplementalGroups { get; init; } = [];

    /// <summary>supplementalGroupsPolicy Strict: the groups that the image's /etc/group gives to the user are left out.</summary>
    public bool OnlyStatedGroups { get; init; }
    public IReadOnlyList<string> AddCapabilities { get; init; } = [];
    public IReadOnlyList<string> DropCapabilities { get; init; } = [];
}

public sealed record VolumeMountConfig
{
    /// <summary>As the pod calls the volume; what errors name.</summary>
    public string Name { get; init; } = "";

    public required VolumeId Volume { get; init; }
    public required string ContainerPath { get; init; }

    /// <summary>A path inside the volume; empty: the whole volume.</summary>
    public string SubPath { get; init; } = "";
    public bool ReadOnly { get; init; }
}

public enum VolumeMedium
{
    Disk,
    Memory,
}

public sealed record VolumeConfig
{
    /// <summary>Unique on the node; a volume with a name that exists is opened, not made anew (persistent volumes, host paths).</summary>
    public required string Name { get; init; }
    public VolumeMedium Medium { get; init; }

    /// <summary>Writes beyond fail with ENOSPC; null: no bound.</summary>
    public long? SizeLimitBytes { get; init; }

    /// <summary>Group that owns new files (fsGroup).</summary>
    public long? FileGroup { get; init; }

    /// <summary>A directory of the (simulated) node for hostPath volumes.</summary>
    public string? HostPath { get; init; }

    /// <summary>
    /// What has to be at <see cref="HostPath"/>: <c>Directory</c>, <c>File</c>, <c>DirectoryOrCreate</c>, …; empty: nothing is checked. Where it is not so, opening the volume
    /// throws <see cref="RuntimeException"/>: <c>hostPath type check failed: /x is not a directory</c>.
    /// </summary>
    public string HostPathType { get; init; } = "";

    /// <summary>The image whose files the volume shows, once it is on the node; null: the volume is a directory.</summary>
    public string? ImageReference { get; init; }

    /// <summary>The mode of the volume's root directory, for example 0777 octal for emptyDir.</summary>
    public int Mode { get; init; } = 0b111_111_111;
}

/// <param name="Path">Relative, with slashes.</param>
/// <param name="Mode">Permission bits.</param>
public sealed record VolumeFile(string Path, byte[] Content, int Mode, long? User = null);

public sealed record ContainerRuntimeStatus
{
    public required ContainerId Id { get; init; }
    public required SandboxId Sandbox { get; init; }
    public required string Name { get; init; }
    public required int Attempt { get; init; }
    public required ContainerRuntimeState State { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? StartedAt { get; init; }
    public DateTimeOffset? FinishedAt { get; init; }
    public int ExitCode { get; init; }

    /// <summary><c>Completed</c>, <c>Error</c>, <c>OOMKilled</c>, <c>StartError</c>, as the runtime gives it.</summary>
    public string Reason { get; init; } = "";
    public string Message { get; init; } = "";

    /// <summary>As in the pod's spec.</summary>
    public required string Image { get; init; }

    /// <summary>Name with digest, as a pod's status shows it.</summary>
    public required string ImageId { get; init; }
    public ContainerResources Resources { get; init; } = new();
    public string? StopSignal { get; init; }
    public long User { get; init; }
    public long Group { get; init; }

    /// <summary>All groups of the first process, its primary one among them.</summary>
    public IReadOnlyList<long> Groups { get; init; } = [];
}

public sealed record ImageStatus
{
    /// <summary><c>sha256:…</c></summary>
    public required string Id { get; init; }
    public required IReadOnlyList<string> Tags { get; init; }
    public required IReadOnlyList<string> Digests { get; init; }
    public required long SizeBytes { get; init; }

    /// <summary>USER of the image when numeric.</summary>
    public long? User { get; init; }

    /// <summary>USER of the image when it is a name.</summary>
    public string? UserName { get; init; }
}

public sealed record ImagePullSecret(string Registry, string User, string Password);

public sealed record ContainerStats(TimeSpan CpuUsed, long MemoryBytes, long FileSystemBytes, int Processes = 0, long Inodes = 0);

/// <summary>What the node as a whole has and uses; containers, images and volumes lie on one disk.</summary>
public sealed record NodeStats(long MemoryBytes, long MemoryCapacityBytes, long DiskBytes, long DiskCapacityBytes, int Processes, int ProcessLimit)
{
    /// <summary>Files and directories on the disk.</summary>
    public long Inodes { get; init; }

    /// <summary>How many of them fit.</summary>
    public long InodeLimit { get; init; }
}

/// <summary>What exec runs.</summary>
public sealed record ExecRequest(IReadOnlyList<string> Command, ExecStreams Streams)
{
    public bool Tty { get; init; }
}

/// <summary>Byte streams of exec and attach; null: closed.</summary>
public sealed record ExecStreams(Stream? Stdin, Stream? Stdout, Stream? Stderr);

/// <summary>The log of one container.</summary>
public interface IContainerLog
{
    IReadOnlyList<LogLine> Lines { get; }

    /// <summary>Raised on the event loop after a line was added.</summary>
    event Action<LogLine>? Added;
}

/// <param name="Text">One line without its line feed.</param>
/// <param name="Partial">The line had no line feed (the writer ended, or the line is longer than the runtime's buffer).</param>
public sealed record LogLine(DateTimeOffset Time, bool IsStderr, string Text, bool Partial = false);
