using Podlab.Engine.Network;
using Podlab.Simulation.Files;

namespace Podlab.Simulation.Processes;

/// <summary>A process. Its members are the system calls that programs and the shell are written with.</summary>
public sealed partial class Process : IFileUser
{
    /// <summary>What a small program takes of its group's memory.</summary>
    public const long BaseMemoryBytes = 200 * 1024;

    /// <summary>What making a process costs, so that a fork bomb takes time.</summary>
    private const int ForkSteps = 400;

    private Process(Kernel kernel, ResourceGroup group, PidNamespace pids, FileTree tree, NetworkNamespace network)
    {
        Kernel = kernel;
        Group = group;
        Namespace = pids;
        Tree = tree;
        Network = network;
        StartedAt = kernel.Now;
        resume = ResumeNow;
        Pid = pids.Add(this);
        ProcessGroup = Pid;
        group.Processes.Add(this);
    }

    public Kernel Kernel { get; }
    public ResourceGroup Group { get; }
    public PidNamespace Namespace { get; }
    public FileTree Tree { get; }
    public NetworkNamespace Network { get; }
    public int Pid { get; }
    public int ProcessGroup { get; set; }
    public Process? Parent { get; internal set; }
    public List<Process> Children { get; } = [];

    /// <summary>As given to exec, the name first.</summary>
    public IReadOnlyList<string> Arguments { get; private set; } = [];

    /// <summary>What ps shows as arguments.</summary>
    public IReadOnlyList<string> CommandLine { get; private set; } = [];

    /// <summary>The name that ps shows; at most 15 characters.</summary>
    public string Comm { get; set; } = "";

    /// <summary>Name and value in the order in which they were given.</summary>
    public List<KeyValuePair<string, string>> Environment { get; set; } = [];

    public string WorkingDirectory { get; set; } = "/";
    public Credentials Credentials { get; set; } = Credentials.Root;
    public int Umask { get; set; } = 0b000_010_010;
    public FileTable Files { get; private init; } = new();

    /// <summary>The container's host name.</summary>
    public string Hostname { get; set; } = "";

    /// <summary>Whether the terminal, where there is one, is this process's.</summary>
    public DateTimeOffset StartedAt { get; }
    public long MemoryBytes { get; private set; }
    public bool HasEnded { get; private set; }
    public ExitStatus Status { get; private set; }

    /// <summary>Raised when the process ends, before anyone has waited for it.</summary>
    public event Action<Process>? Exited;

    public string? GetEnvironment(string name)
    {
        foreach (var (key, value) in Environment)
            if (key == name) return value;
        return null;
    }

    /// <summary>The first process of a container, an exec, or the pod's pause process: no parent inside.</summary>
    public static Process Create(Kernel kernel, ResourceGroup group, PidNamespace pids, FileTree tree, NetworkNamespace network) =>
        new(kernel, group, pids, tree, network);

    /// <summary>A child with copies of all, which has not begun; null when the group has too many processes.</summary>
    public Process? Fork()
    {
        for (var group = Group; group is not null; group = group.Parent)
            if (group.Processes.Count >= group.ProcessLimit) return null;
        var child = new Process(Kernel, Group, Namespace, Tree, Network)
        {
            Parent = this,
            Arguments = Arguments,
            CommandLine = CommandLine,
            Comm = Comm,
            Environment = Environment,
            WorkingDirectory = WorkingDirectory,
            Credentials = Credentials,
            Umask = Umask,
            Files = Files.Copy(),
            Hostname = Hostname,
            ProcessGroup = ProcessGroup,
        };
        Charge(ForkSteps);
        child.InheritSignals(this);
        child.InheritSlice(this);
        Children.Add(child);
        return child;
    }

    /// <summary>Begins what the process does; it ends with the answer as its exit code.</summary>
    public void Start(Func<Process, ValueTask<int>> body) => Kernel.Loop.Post(() =>
    {
        if (!HasEnded) Run(body);
    });

    /// <summary>Begins a program found by <see cref="FindExecutable"/>.</summary>
    public void Start(Executable executable) => Start(_ =>
    {
        Become(executable);
        return executable.Program.RunAsync(this);
    });

    private async void Run(Func<Process, ValueTask<int>> body)
    {
        if (TakeMemory(BaseMemoryBytes) is { } full)
        {
            Kernel.KillForMemory(full);
            if (HasEnded) return;
        }

        ExitStatus status;
        try
        {
            status = new ExitStatus(await body(this) & 0xFF);
        }
        catch (Exception crash)
        {
            status = Crashed(crash);
        }

        Kernel.Exit(this, status);
    }

    /// <summary>A program with an error that it does not handle itself ends as one does on a real machine; the node goes on.</summary>
    private ExitStatus Crashed(Exception crash)
    {
        Kernel.Crash = crash;
        return new ExitStatus(0, Signal.SEGV);
    }

    internal void End(ExitStatus status)
    {
        HasEnded = true;
        Status = status;
        Abandon();
        Files.CloseAll();
        Group.Take(-MemoryBytes);
        MemoryBytes = 0;
        Group.Processes.Remove(this);
    }

    internal void RaiseExited() => Exited?.Invoke(this);
}
