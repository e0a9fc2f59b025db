using System.Globalization;
using Podlab.Engine.Network;
using Podlab.Engine.Runtime;
using Podlab.Simulation.Files;
using Podlab.Simulation.Images;
using Podlab.Simulation.Processes;

namespace Podlab.Simulation.Runtime;

// What a container's first process is made from, exec and attach.
public sealed partial class SimulatedRuntime
{
    /// <summary>
    /// What runc's own threads take of a container's process numbers before it becomes the program. The number varies by one or two from run to run;
    /// what follows process 1 is mostly 7 or 8 (recorded: runc of containerd 2.2.9).
    /// </summary>
    private const int RuncThreads = 6;

    public async ValueTask<int> ExecAsync(ContainerId container, ExecRequest request, CancellationToken cancellation = default)
    {
        if (!containers.TryGetValue(container.Value, out var found)) throw new RuntimeException("ExecNotFound", $"container \"{container}\" not found: not found");
        if (found.State != ContainerRuntimeState.Running) throw new RuntimeException("ExecNotRunning", $"failed to exec in container: container is in {StateName(found)} state");
        var command = request.Command.Select(Bytes).ToList();
        var environment = found.Environment.ToList();
        if (request.Tty) environment.Add(new("TERM", "xterm"));
        var process = NewProcess(found, environment);
        if (ExecutableOf(process, command, out var executable) is { } failure)
        {
            Kernel.Exit(process, new ExitStatus(failure.Code));
            throw new RuntimeException("ExecFailed", $"failed to exec in container: failed to start exec \"{NewId()}\": OCI runtime exec failed: exec failed: unable to start container process: {failure.Message}")
            {
                ExitCode = failure.Code,
            };
        }

        var ended = new TaskCompletionSource();
        using var stop = new CancellationTokenSource();
        var outputs = ConnectStreams(process, request, stop.Token);
        process.Exited += _ => ended.TrySetResult();
        using var kill = cancellation.Register(() => loop.Post(() => Kernel.Send(process, Signal.KILL, fromOutside: true)));
        if (executable is null) process.Start(self => FailExecAsync(self, found));
        else process.Start(executable);
        await ended.Task;
        stop.Cancel();
        foreach (var output in outputs) await output.DrainAsync();
        return process.Status.ShellCode;
    }

    public async ValueTask AttachAsync(ContainerId container, ExecStreams streams, CancellationToken cancellation = default)
    {
        var found = Get(container);
        if (found.State != ContainerRuntimeState.Running) throw new RuntimeException("AttachNotRunning", $"container is in {StateName(found)} state");
        var outputs = new StreamFile?[] { streams.Stdout is null ? null : new StreamFile(streams.Stdout), streams.Stderr is null ? null : new StreamFile(streams.Stderr) };
        void Forward(bool isStderr, byte[] bytes) => (outputs[isStderr ? 1 : 0] ?? outputs[0])?.Write(bytes);
        found.Log.Written += Forward;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        if (streams.Stdin is not null && found.Input is { } input)
        {
            InputPump.Run(streams.Stdin, input.Share(), input.Writable!, loop, stop.Token);
            if (found.Config.StdinOnce)
            {
                found.Input = null;
                input.Close();
            }
        }

        var detached = new TaskCompletionSource();
        using var detach = cancellation.Register(() => loop.Post(() => detached.TrySetResult()));
        await Task.WhenAny(found.Ended.Task, detached.Task);
        stop.Cancel();
        found.Log.Written -= Forward;
        foreach (var output in outputs)
            if (output is not null) await output.DrainAsync();
    }

    public async ValueTask<Stream> ConnectAsync(SandboxId sandbox, string host, int port, TimeSpan timeout)
    {
        var pod = sandboxes.GetValueOrDefault(sandbox.Value);
        var from = pod is not null && (host == "localhost" || host.StartsWith("127.", StringComparison.Ordinal)) ? pod.Network : hostNetwork;
        var result = await from.ConnectAsync(host, port, timeout);
        if (result.Connection is { } connection) return new ConnectionStream(connection);
        if (result.Outcome == ConnectOutcome.TimedOut) throw new RuntimeException("ConnectTimeout", $"dial tcp {host}:{port}: i/o timeout");
        throw new RuntimeException("ConnectionRefused", $"dial tcp {host}:{port}: connect: {result.Words}");
    }

    private Process NewProcess(Container container, IReadOnlyList<KeyValuePair<string, string>> environment)
    {
        var process = Process.Create(Kernel, container.Group, container.Pids, container.Tree, container.Sandbox.Network);
        container.Pids.Skip(RuncThreads);
        process.Environment = [.. environment];
        process.Credentials = container.User;
        process.Hostname = container.Sandbox.Config.HostNetwork ? options.NodeName : Bytes(container.Sandbox.Config.Hostname);
        if (container.Tree.Walk(process, container.WorkingDirectory, true, out var place) == Errno.Ok && place.Node is not null) process.WorkingDirectory = place.Path;
        return process;
    }

    /// <summary>What runc finds before it starts: null when all is well. A file that the kernel will not run is left to <see cref="FailExecAsync"/>.</summary>
    private static (string Message, int Code)? ExecutableOf(Process process, IReadOnlyList<string> command, out Executable? executable)
    {
        executable = null;
        var name = command[0];
        var path = process.FindInPath(name);
        if (path is null) return ($"exec: \"{name}\": executable file not found in $PATH", 127);
        var error = process.Tree.Find(process, path, true, out var node);
        if (error is Errno.ENOENT or Errno.ENOTDIR) return ($"exec: \"{name}\": stat {path}: {Lower(error)}", 127);
        if (error != Errno.Ok) return ($"exec: \"{name}\": {Lower(error)}", 126);
        if (node is DirectoryNode) return ($"exec: \"{name}\": is a directory", 126);
        if (!process.Credentials.May(node, 1)) return ($"exec: \"{name}\": permission denied", 126);
        if (process.FindExecutable(path, command, out var found) == Errno.Ok) executable = found;
        return null;
    }

    private static string Lower(Errno error)
    {
        var text = error.Text();
        return char.ToLowerInvariant(text[0]) + text[1..];
    }

    /// <summary>The last step failed after runc had let go: its words are in the container's output.</summary>
    private static async ValueTask<int> FailExecAsync(Process process, Container container)
    {
        var path = process.FindInPath(container.Command[0]) ?? container.Command[0];
        var error = process.FindExecutable(path, container.Command, out _);
        await process.WriteAsync(2, $"exec {path}: {Lower(error)}\n");
        return 255;
    }

    private void ConnectStandardStreams(Container container, Process process, OpenFile output)
    {
        OpenFile input;
        if (container.Config.Stdin)
        {
            var (reader, writer) = Pipe.Create(Kernel);
            input = reader;
            container.Input = writer;
        }
        else
        {
            container.Tree.Open(new FileView(container.Tree), "/dev/null", OpenFlags.Read, 0, out input);
        }

        if (container.Config.Tty)
        {
            var terminal = new TerminalFile(input, output);
            process.Files.Set(0, terminal);
            process.Files.Set(1, terminal.Share());
            process.Files.Set(2, terminal.Share());
            return;
        }

        process.Files.Set(0, input);
        process.Files.Set(1, output);
        process.Files.Set(2, new LogFile(container.Log, true, Kernel.NextAnonymousInode()));
    }

    private List<StreamFile> ConnectStreams(Process process, ExecRequest request, CancellationToken stop)
    {
        var streams = request.Streams;
        var outputs = new List<StreamFile>();
        OpenFile Output(Stream? stream)
        {
            if (stream is null)
            {
                process.Tree.Open(process, "/dev/null", OpenFlags.Write, 0, out var nothing);
                return nothing;
            }

            var file = new StreamFile(stream);
            outputs.Add(file);
            return file;
        }

        OpenFile input;
        if (streams.Stdin is { } source)
        {
            var (reader, writer) = Pipe.Create(Kernel);
            input = reader;
            InputPump.Run(source, writer, writer.Writable!, loop, stop);
        }
        else
        {
            process.Tree.Open(process, "/dev/null", OpenFlags.Read, 0, out input);
        }

        if (request.Tty)
        {
            var terminal = new TerminalFile(input, Output(streams.Stdout));
            process.Files.Set(0, terminal);
            process.Files.Set(1, terminal.Share());
            process.Files.Set(2, terminal.Share());
        }
        else
        {
            process.Files.Set(0, input);
            process.Files.Set(1, Output(streams.Stdout));
            process.Files.Set(2, Output(streams.Stderr));
        }

        return outputs;
    }

    private static Credentials ResolveUser(ContainerConfig config, ImageDefinition image, FileTree tree, ContainerId id)
    {
        var accounts = Accounts.Read(new FileView(tree), tree);
        var security = config.Security;
        var text = security.RunAsUser is { } number ? number.ToString(CultureInfo.InvariantCulture) : security.RunAsUserName ?? image.User;
        var parts = text.Split(':', 2);
        long uid = 0;
        long gid = 0;
        UserAccount? account = null;
        if (parts[0].Length > 0)
        {
            account = accounts.FindUser(parts[0]);
            if (long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out uid)) account = accounts.FindUser(uid);
            else if (account is null) throw SpecFailure(id, $"unable to find user {parts[0]}: no matching entries in passwd file");
            uid = account?.Uid ?? uid;
            gid = account?.Gid ?? 0;
        }
        else
        {
            account = accounts.FindUser(0L);
        }

        if (parts.Length > 1)
        {
            gid = long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var group) ? group
                : accounts.FindGroup(parts[1]) ?? throw SpecFailure(id, $"unable to find group {parts[1]}: no matching entries in group file");
        }

        gid = security.RunAsGroup ?? gid;
        var groups = new List<long> { gid };
        if (account is not null && !security.OnlyStatedGroups) groups.AddRange(accounts.GroupsOf(account.Name));
        groups.AddRange(security.SupplementalGroups);
        // The kernel keeps a process's groups in order.
        return new Credentials(uid, gid, [.. groups.Distinct().Order()]) { Capabilities = CapabilitiesOf(security), NoNewPrivileges = security.NoNewPrivileges };
    }

    private static SortedSet<string> CapabilitiesOf(ContainerSecurity security)
    {
        static string Plain(string name) => name.StartsWith("CAP_", StringComparison.OrdinalIgnoreCase) ? name[4..].ToUpperInvariant() : name.ToUpperInvariant();
        var dropsAll = security.DropCapabilities.Select(Plain).Contains("ALL");
        var addsAll = security.Privileged || security.AddCapabilities.Select(Plain).Contains("ALL");
        var result = new SortedSet<string>(addsAll ? ProcFiles.AllCapabilities : dropsAll ? [] : Credentials.DefaultCapabilities, StringComparer.Ordinal);
        if (!dropsAll) result.ExceptWith(security.DropCapabilities.Select(Plain));
        result.UnionWith(security.AddCapabilities.Select(Plain).Where(name => name != "ALL"));
        return result;
    }

    /// <summary>The image's variables, the host name, the container's own, and HOME when nobody set it.</summary>
    private List<KeyValuePair<string, string>> EnvironmentOf(Sandbox pod, ContainerConfig config, ImageDefinition image, Credentials user, FileTree tree)
    {
        var result = image.Environment.Select(pair => new KeyValuePair<string, string>(Bytes(pair.Key), Bytes(pair.Value))).ToList();
        result.Add(new("HOSTNAME", pod.Config.HostNetwork ? options.NodeName : Bytes(pod.Config.Hostname)));
        if (config.Tty) result.Add(new("TERM", "xterm"));
        foreach (var (name, value) in config.Environment)
        {
            var pair = new KeyValuePair<string, string>(Bytes(name), Bytes(value));
            var at = result.FindIndex(known => known.Key == pair.Key);
            if (at >= 0) result[at] = pair;
            else result.Add(pair);
        }

        if (!result.Exists(pair => pair.Key == "HOME")) result.Add(new("HOME", Accounts.Read(new FileView(tree), tree).FindUser(user.Uid)?.Home ?? "/"));
        return result;
    }

    /// <summary>Makes the working directory when it is missing; the answer is why it cannot be entered.</summary>
    private static string? MakeWorkingDirectory(Container container)
    {
        var view = new FileView(container.Tree);
        var path = container.WorkingDirectory;
        for (var end = path.IndexOf('/', 1); ; end = path.IndexOf('/', end + 1))
        {
            var part = end < 0 ? path : path[..end];
            var error = container.Tree.Find(view, part, true, out var node);
            if (error == Errno.ENOENT) error = container.Tree.MakeDirectory(view, part, 0b111_101_101);
            else if (error == Errno.Ok && node is not DirectoryNode) error = Errno.ENOTDIR;
            if (error != Errno.Ok) return $"mkdir {part}: {Lower(error)}";
            if (end < 0) break;
        }

        return null;
    }
}
