using System.Globalization;
using System.Text;
using Podlab.Engine.Runtime;
using Podlab.Simulation.Files;

namespace Podlab.Simulation.Runtime;

/// <summary>A volume of a node: a directory that containers mount.</summary>
internal sealed class SimulatedVolume(VolumeId id, VolumeConfig config, FileStore store, Node root)
{
    /// <summary>The bit of a directory whose files belong to its group.</summary>
    public const int SetGroup = 0x400;

    /// <summary>What fsGroup adds to files that are read only, and to directories. Follows pkg/volume/volume_linux.go.</summary>
    private const int GroupReads = 0b100_100_000, GroupEnters = 0b001_001_000;

    private readonly FileView view = new(new FileTree(new Mount("/", root, false)));

    public VolumeId Id { get; } = id;
    public VolumeConfig Config { get; } = config;
    public FileStore Store { get; } = store;
    public Node Root { get; } = root;

    /// <summary>The directory or file that a sub path names, made when it is missing: the last directory with the volume's own mode. Follows pkg/volume/util/subpath.</summary>
    public Errno Resolve(string subPath, out Node node)
    {
        node = Root;
        if (subPath.Length == 0) return Errno.Ok;
        var path = "/" + subPath.Trim('/');
        var error = view.Tree.Find(view, path, true, out node);
        if (error != Errno.ENOENT) return error;
        for (var end = path.IndexOf('/', 1); ; end = path.IndexOf('/', end + 1))
        {
            var part = end < 0 ? path : path[..end];
            error = view.Tree.MakeDirectory(view, part, 0b111_101_101);
            if (error is not (Errno.Ok or Errno.EEXIST)) return error;
            if (end < 0) break;
        }

        view.Tree.ChangeMode(view, path, Root.Mode & 0xFFF);
        return view.Tree.Find(view, path, true, out node);
    }

    /// <summary>
    /// Replaces the content as the kubelet's atomic writer does: files in a new directory named after the time, a link <c>..data</c> to it that
    /// moves in one step, and a link through <c>..data</c> for each name. Follows pkg/volume/util/atomic_writer.go.
    /// </summary>
    public void Write(IReadOnlyList<VolumeFile> files, DateTimeOffset now, ulong chance)
    {
        var tree = view.Tree;
        var old = tree.ReadLink(view, "/..data", out var target) == Errno.Ok ? target : null;
        if (old is not null && IsSame(files)) return;
        var directory = now.ToString("'..'yyyy_MM_dd_HH_mm_ss.", CultureInfo.InvariantCulture) + (1_000_000_000 + (chance % 3_294_967_296)).ToString(CultureInfo.InvariantCulture);
        MakeDirectory("/" + directory);
        foreach (var file in files) Put(directory, file);
        if (old is not null) tree.Remove(view, "/..data");
        tree.MakeLink(view, directory, "/..data");
        var names = files.Select(file => Bytes(file.Path).Split('/')[0]).Distinct(StringComparer.Ordinal).ToList();
        foreach (var name in names)
            if (tree.ReadLink(view, "/" + name, out _) != Errno.Ok) tree.MakeLink(view, "..data/" + name, "/" + name);
        if (old is null) return;
        tree.List(view, "/", out var present);
        foreach (var name in present)
            if (!name.StartsWith("..", StringComparison.Ordinal) && !names.Contains(name)) tree.Remove(view, "/" + name);
        RemoveAll("/" + old);
    }

    /// <summary>The bytes of a file; null when there is none.</summary>
    public byte[]? Read(string path) => view.Tree.Find(view, "/" + path.Trim('/'), true, out var node) == Errno.Ok && node is FileNode file ? file.ReadAll() : null;

    private int ModeOf(VolumeFile file) => file.Mode | (Config.FileGroup is null ? 0 : GroupReads);

    private void MakeDirectory(string path)
    {
        view.Tree.MakeDirectory(view, path, 0b111_101_101);
        if (Config.FileGroup is not null) view.Tree.ChangeMode(view, path, 0b111_101_101 | GroupReads | GroupEnters | SetGroup);
    }

    private static string Bytes(string text) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));

    private void Put(string directory, VolumeFile file)
    {
        var path = "/" + directory + "/" + Bytes(file.Path);
        for (var end = path.IndexOf('/', directory.Length + 2); end >= 0; end = path.IndexOf('/', end + 1))
            MakeDirectory(path[..end]);
        if (view.Tree.Open(view, path, OpenFlags.Write | OpenFlags.Create, file.Mode, out var open) != Errno.Ok) return;
        open.Write(file.Content);
        open.Close();
        view.Tree.ChangeMode(view, path, ModeOf(file));
        if (file.User is { } user) view.Tree.ChangeOwner(view, path, user, -1, true);
    }

    private bool IsSame(IReadOnlyList<VolumeFile> files)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            seen.Add(Bytes(file.Path).Split('/')[0]);
            if (view.Tree.Find(view, "/..data/" + Bytes(file.Path), true, out var node) != Errno.Ok || node is not FileNode existing) return false;
            if (existing.Mode != ModeOf(file) || !existing.ReadAll().AsSpan().SequenceEqual(file.Content)) return false;
        }

        view.Tree.List(view, "/", out var names);
        return names.All(name => name.StartsWith("..", StringComparison.Ordinal) || seen.Contains(name));
    }

    private void RemoveAll(string path)
    {
        if (view.Tree.Find(view, path, false, out var node) != Errno.Ok) return;
        if (node is not DirectoryNode)
        {
            view.Tree.Remove(view, path);
            return;
        }

        view.Tree.List(view, path, out var names);
        foreach (var name in names) RemoveAll(path + "/" + name);
        view.Tree.RemoveDirectory(view, path);
    }
}

/// <summary>A tree seen as root, outside of any process.</summary>
internal sealed class FileView(FileTree tree) : IFileUser
{
    public FileTree Tree { get; } = tree;

    public Credentials Credentials => Credentials.Root;

    public string WorkingDirectory => "/";

    public int Umask => 0;
}
