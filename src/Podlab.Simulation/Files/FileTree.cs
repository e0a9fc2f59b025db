namespace Podlab.Simulation.Files;

/// <summary>The tree of files that the processes of one container see: a mount namespace.</summary>
public sealed partial class FileTree(Mount root)
{
    private const int MaxLinks = 40;
    private readonly List<Mount> mounts = [root];
    private readonly Dictionary<Node, Mount> covered = [];

    public IReadOnlyList<Mount> Mounts => mounts;

    /// <summary>Covers what is at <paramref name="mount"/>'s path, which must exist, by its root.</summary>
    public Errno Add(Mount mount)
    {
        var error = Walk(Superuser.Instance, mount.Path, true, out var place);
        if (error != Errno.Ok) return error;
        if (place.Node is null) return Errno.ENOENT;
        mounts.Add(mount);
        covered[place.Node] = mount;
        return Errno.Ok;
    }

    /// <summary>
    /// Follows a path. Ok also when only the last name is missing (<see cref="Place.Node"/> is null then), so that callers can make it.
    /// </summary>
    public Errno Walk(IFileUser user, string path, bool followLast, out Place place)
    {
        place = new Place(mounts[0]);
        if (path.Length == 0) return Errno.ENOENT;
        var pending = new Stack<string>();
        Push(pending, path);
        if (path[0] != '/') Push(pending, user.WorkingDirectory);
        var mustBeDirectory = path[^1] == '/';
        var links = 0;
        while (pending.TryPop(out var name))
        {
            if (place.Node is null) return Errno.ENOENT;
            if (place.Node is not DirectoryNode directory) return Errno.ENOTDIR;
            if (!user.Credentials.May(directory, 1)) return Errno.EACCES;
            if (name == ".") continue;
            if (name == "..")
            {
                place.Up();
                continue;
            }

            if (name.Length > 255) return Errno.ENAMETOOLONG;
            var next = directory.Lookup(name, user);
            if (next is SymlinkNode or IMagicLink && (pending.Count > 0 || followLast || mustBeDirectory))
            {
                if (++links > MaxLinks) return Errno.ELOOP;
                if (next is IMagicLink magic && magic.Follow(user) is { } target)
                {
                    place.Down(name, target, place.Mount);
                    continue;
                }

                var text = next is SymlinkNode link ? link.Target : ((IMagicLink)next).Text(user);
                if (text.Length == 0) return Errno.ENOENT;
                Push(pending, text);
                if (text[0] == '/') place = new Place(mounts[0]);
                continue;
            }

            if (next is not null && covered.TryGetValue(next, out var mount)) place.Down(name, mount.Root, mount);
            else place.Down(name, next, place.Mount);
            while (place.Node is not null && covered.TryGetValue(place.Node, out var above) && above != place.Mount && above.Root != place.Node)
                place.Replace(above.Root, above);
        }

        return mustBeDirectory && place.Node is not null and not DirectoryNode ? Errno.ENOTDIR : Errno.Ok;
    }

    /// <summary>The node at a path; ENOENT when the last name is missing.</summary>
    public Errno Find(IFileUser user, string path, bool follow, out Node node)
    {
        var error = Walk(user, path, follow, out var place);
        node = place.Node!;
        return error != Errno.Ok ? error : place.Node is null ? Errno.ENOENT : Errno.Ok;
    }

    private static void Push(Stack<string> pending, string path)
    {
        var end = path.Length;
        while (end > 0)
        {
            var start = path.LastIndexOf('/', end - 1);
            if (end - start > 1) pending.Push(path[(start + 1)..end]);
            end = start;
        }
    }

    private sealed class Superuser : IFileUser
    {
        public static readonly Superuser Instance = new();

        public Credentials Credentials => Credentials.Root;

        public string WorkingDirectory => "/";

        public int Umask => 0b000_010_010;
    }
}

/// <summary>A link whose target depends on who looks (/proc/self, /proc/1/fd/1).</summary>
public interface IMagicLink
{
    /// <summary>The node itself; null: follow the text.</summary>
    Node? Follow(IFileUser user);

    string Text(IFileUser user);
}
