using System.Text;
using Podlab.Simulation.Files;

namespace Podlab.Simulation.Processes;

// Starting programs.
public sealed partial class Process
{
    private const int MaxInterpreters = 4;
    private const int SetUser = 0x800;
    public const string DefaultPath = "/sbin:/usr/sbin:/bin:/usr/bin";

    /// <summary>What executing <paramref name="path"/> would run. A script without a first line of its own is ENOEXEC.</summary>
    public Errno FindExecutable(string path, IReadOnlyList<string> arguments, out Executable executable)
    {
        executable = null!;
        for (var depth = 0; depth < MaxInterpreters; depth++)
        {
            var error = Tree.Walk(this, path, true, out var place);
            if (error != Errno.Ok) return error;
            if (place.Node is null) return Errno.ENOENT;
            if (place.Node is not FileNode file || place.Mount.NoExec) return Errno.EACCES;
            if (!Credentials.May(file, 1)) return Errno.EACCES;
            if (file.Program is { } name)
            {
                if (Kernel.Programs.Find(name) is not { } program) return Errno.ENOEXEC;
                executable = new Executable(program, arguments, BaseName(path)) { RunsAs = (file.Mode & SetUser) != 0 && !Credentials.NoNewPrivileges ? file.Uid : null };
                return Errno.Ok;
            }

            var head = new byte[256];
            var line = Encoding.Latin1.GetString(head, 0, file.Read(0, head));
            if (!line.StartsWith("#!", StringComparison.Ordinal)) return Errno.ENOEXEC;
            var end = line.IndexOf('\n', StringComparison.Ordinal);
            var parts = (end < 0 ? line[2..] : line[2..end]).Trim().Split([' ', '\t'], 2, StringSplitOptions.RemoveEmptyEntries);
            if (parts.Length == 0) return Errno.ENOEXEC;
            arguments = [parts[0], .. parts[1..].Select(part => part.Trim()), path, .. arguments.Skip(1)];
            path = parts[0];
        }

        return Errno.ELOOP;
    }

    /// <summary>The file that a command name means, searched in PATH; null when there is none. Names with a slash are taken as they are.</summary>
    public string? FindInPath(string command, string? searchPath = null)
    {
        if (command.Contains('/', StringComparison.Ordinal)) return command;
        string? found = null;
        foreach (var directory in (searchPath ?? GetEnvironment("PATH") ?? DefaultPath).Split(':'))
        {
            var path = directory.Length == 0 ? command : directory.TrimEnd('/') + "/" + command;
            if (Tree.Find(this, path, true, out var node) != Errno.Ok || node is not FileNode) continue;
            if (Credentials.May(node, 1)) return path;
            found ??= path;
        }

        return found;
    }

    /// <summary>Replaces what this process runs. Does not return on success.</summary>
    public async ValueTask<Errno> ExecAsync(string path, IReadOnlyList<string> arguments)
    {
        var error = FindExecutable(path, arguments, out var executable);
        if (error != Errno.Ok) return error;
        await ExecAsync(executable);
        return Errno.Ok;
    }

    public async ValueTask ExecAsync(Executable executable)
    {
        Free(MemoryBytes - BaseMemoryBytes);
        Become(executable);
        // The old program's continuation is never resumed; the new one runs in its place, on its own stack.
        Start(self => executable.Program.RunAsync(self), replaces: true);
        await Never<int>();
    }

    /// <summary>Starts a child that runs a program; null when there are too many processes. The child's descriptors are copies of this process's.</summary>
    public Process? Spawn(Executable executable, Action<Process>? prepare = null)
    {
        if (Fork() is not { } child) return null;
        prepare?.Invoke(child);
        child.Start(executable);
        return child;
    }

    /// <summary>Runs a command found in PATH and waits for it: its shell code, 126 or 127 with the error when it cannot start.</summary>
    public async ValueTask<(int Code, Errno Error)> RunCommandAsync(IReadOnlyList<string> command, Action<Process>? prepare = null)
    {
        var path = FindInPath(command[0]);
        var error = path is null ? Errno.ENOENT : FindExecutable(path, command, out _);
        if (error != Errno.Ok) return (error == Errno.ENOENT ? 127 : 126, error);
        FindExecutable(path!, command, out var executable);
        if (Spawn(executable, prepare) is not { } child) return (126, Errno.EAGAIN);
        await WaitForChildAsync(candidate => candidate == child);
        return (child.Status.ShellCode, Errno.Ok);
    }

    internal static string BaseName(string path) => path[(path.TrimEnd('/').LastIndexOf('/') + 1)..];

    private void Start(Func<Process, ValueTask<int>> body, bool replaces) => Kernel.Loop.Post(() =>
    {
        if (!HasEnded && replaces) RunReplaced(body);
    });

    private async void RunReplaced(Func<Process, ValueTask<int>> body)
    {
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

    private void Become(Executable executable)
    {
        Arguments = executable.Arguments;
        CommandLine = executable.CommandLine ?? executable.Arguments;
        Comm = executable.Comm.Length > 15 ? executable.Comm[..15] : executable.Comm;
        if (executable.RunsAs is { } owner) Credentials = Credentials with { Uid = owner };
        Files.CloseForExec();
        ResetHandlers();
    }
}
