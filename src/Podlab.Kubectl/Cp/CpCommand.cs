using System.Formats.Tar;
using Podlab.Kubectl.CommandLine;
using Podlab.Kubectl.Exec;
using Podlab.Kubectl.Objects;
using Podlab.Kubectl.Resources;

namespace Podlab.Kubectl.Cp;

/// <summary><c>kubectl cp</c>: files to and from a container, through its tar.</summary>
/// <remarks>Follows kubectl/pkg/cmd/cp/cp.go (v1.36.3).</remarks>
internal static class CpCommand
{
    public static CommandSpec Spec { get; } = new("cp", "cp <file-spec-src> <file-spec-dest>", "Copy files and directories to and from containers")
    {
        Group = "Troubleshooting and Debugging Commands",
        Examples = ["kubectl cp /tmp/foo <some-pod>:/tmp/bar -c <specific-container>", "kubectl cp <some-namespace>/<some-pod>:/tmp/foo /tmp/bar"],
        Flags = flags => flags
            .Text("container", "", "Container name.", 'c')
            .Bool("no-preserve", false, "The copied file/directory's ownership and permissions will not be preserved in the container")
            .Int("retries", 0, "Set number of retries to complete a copy operation from a container."),
        Run = RunAsync,
    };

    private static async Task RunAsync(Invocation call)
    {
        if (call.Args.Count != 2) throw call.UsageError("source and destination are required");
        var (from, to) = (FileSpec.Parse(call.Args[0]), FileSpec.Parse(call.Args[1]));
        if (from.Pod.Length > 0 && to.Pod.Length > 0) throw new KubectlError("one of src or dest must be a local file specification");
        if (from.Path.Length == 0 || to.Path.Length == 0) throw new KubectlError("filepath can not be empty");
        if (from.Pod.Length > 0) await FromPodAsync(call, from, to.Path);
        else if (to.Pod.Length > 0) await ToPodAsync(call, from.Path, to);
        else throw new KubectlError("one of src or dest must be a remote file specification");
    }

    private static async Task ToPodAsync(Invocation call, string local, FileSpec remote)
    {
        var files = call.IO.Files;
        if (!files.FileExists(local) && !files.DirectoryExists(local)) throw new KubectlError($"{local} doesn't exist in local filesystem");
        var target = remote.Path.EndsWith('/') ? remote.Path + local[(local.LastIndexOf('/') + 1)..] : remote.Path;
        using var archive = new MemoryStream();
        using (var writer = new TarWriter(archive, TarEntryFormat.Ustar, leaveOpen: true)) Pack(call, writer, local, target.TrimStart('/'));
        archive.Position = 0;
        var inner = Scoped(call, remote.Namespace);
        await Streams.ExecAsync(inner, remote.Pod, await ContainerAsync(inner, remote, inner.Err), ["tar", "-xmf", "-", "-C", "/"], archive, inner.IO.Stdout);
    }

    private static async Task FromPodAsync(Invocation call, FileSpec remote, string local)
    {
        var inner = Scoped(call, remote.Namespace);
        // The original says this on stdout where it copies from a container.
        var container = await ContainerAsync(inner, remote, inner.Out);
        using var archive = new MemoryStream();
        await Streams.ExecAsync(inner, remote.Pod, container, ["tar", "cf", "-", remote.Path], null, archive);
        archive.Position = 0;
        using var reader = new TarReader(archive);
        var prefix = remote.Path.TrimStart('/').TrimEnd('/');
        while (reader.GetNextEntry() is { } entry)
        {
            if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile)) continue;
            var name = entry.Name.TrimStart('/');
            var rest = name.StartsWith(prefix, StringComparison.Ordinal) ? name[prefix.Length..].TrimStart('/') : name;
            if (rest.Split('/').Contains("..")) continue;
            using var content = new MemoryStream();
            entry.DataStream?.CopyTo(content);
            call.IO.Files.Write(rest.Length == 0 ? local : $"{local.TrimEnd('/')}/{rest}", content.ToArray());
        }
    }

    private static void Pack(Invocation call, TarWriter writer, string local, string target)
    {
        if (call.IO.Files.FileExists(local))
        {
            writer.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, target) { DataStream = new MemoryStream(call.IO.Files.Read(local)), ModificationTime = DateTimeOffset.UnixEpoch });
            return;
        }

        foreach (var name in call.IO.Files.List(local)) Pack(call, writer, $"{local.TrimEnd('/')}/{name.TrimEnd('/')}", $"{target}/{name.TrimEnd('/')}");
    }

    private static async Task<string> ContainerAsync(Invocation call, FileSpec remote, Action<string> say)
    {
        var pod = await PodChoice.ForAsync(call, remote.Pod, TimeSpan.Zero);
        return Containers.Choose(call, pod.Value, call.Flags["container"], say: say).Text("name");
    }

    private static Invocation Scoped(Invocation call, string @namespace) => @namespace.Length == 0 ? call
        : new Invocation(new Session(call.IO, call.Client, call.Session.Context, @namespace, enforce: true), call.Path, call.Flags, call.Args, call.DashAt);
}
