namespace Podlab.Simulation.Files;

// The calls that open, make, remove and change files; each answers an error number as the kernel would.
public sealed partial class FileTree
{
    public Errno Open(IFileUser user, string path, OpenFlags flags, int mode, out OpenFile file)
    {
        file = null!;
        var writes = flags.HasFlag(OpenFlags.Write);
        var error = Walk(user, path, !flags.HasFlag(OpenFlags.NoFollow), out var place);
        if (error != Errno.Ok) return error;
        if (place.Node is null)
        {
            if (!flags.HasFlag(OpenFlags.Create) || path[^1] == '/') return flags.HasFlag(OpenFlags.Create) ? Errno.EISDIR : Errno.ENOENT;
            error = MayChange(user, place);
            if (error != Errno.Ok) return error;
            var (uid, gid) = Owner(user, place.Parent);
            error = place.Parent.Store.TakeInodes(1);
            if (error != Errno.Ok) return error;
            var made = new FileNode(place.Parent.Store, mode & ~user.Umask & 0xFFF, uid, gid) { HasInode = true };
            place.Parent.Add(place.Name, made);
            file = new RegularOpenFile(made, flags, place.Path);
            return Errno.Ok;
        }

        if (flags.HasFlag(OpenFlags.Create) && flags.HasFlag(OpenFlags.Exclusive)) return Errno.EEXIST;
        if (place.Node is SymlinkNode) return Errno.ELOOP;
        if (place.Node is DirectoryNode && writes) return Errno.EISDIR;
        if (flags.HasFlag(OpenFlags.Directory) && place.Node is not DirectoryNode) return Errno.ENOTDIR;
        var wanted = (flags.HasFlag(OpenFlags.Read) ? 4 : 0) | (writes ? 2 : 0);
        if (!user.Credentials.May(place.Node, wanted)) return Errno.EACCES;
        if (writes && place.Mount.ReadOnly && place.Node is FileNode) return Errno.EROFS;
        switch (place.Node)
        {
            case DirectoryNode directory:
                file = new DirectoryOpenFile(directory, place.Path);
                return Errno.Ok;
            case SpecialNode special:
                return special.Open(user, flags, out file);
            default:
                var node = (FileNode)place.Node;
                if (flags.HasFlag(OpenFlags.Truncate) && writes) node.SetLength(0);
                file = new RegularOpenFile(node, flags, place.Path);
                return Errno.Ok;
        }
    }

    public Errno MakeDirectory(IFileUser user, string path, int mode) => Make(user, path.TrimEnd('/') is { Length: > 0 } trimmed ? trimmed : path,
        (parent, uid, gid) => new DirectoryNode(parent.Store, (mode & ~user.Umask & 0xFFF) | (parent.Mode & 0x400), uid, gid));

    public Errno MakeLink(IFileUser user, string target, string path) =>
        Make(user, path, (parent, uid, gid) => new SymlinkNode(parent.Store, target, uid, gid));

    /// <summary>Puts a new node at a path that must be free.</summary>
    public Errno Make(IFileUser user, string path, Func<DirectoryNode, long, long, Node> make)
    {
        var error = Walk(user, path, false, out var place);
        if (error != Errno.Ok) return error;
        if (place.Node is not null) return Errno.EEXIST;
        error = MayChange(user, place);
        if (error != Errno.Ok) return error;
        error = place.Parent.Store.TakeInodes(1);
        if (error != Errno.Ok) return error;
        var (uid, gid) = Owner(user, place.Parent);
        var made = make(place.Parent, uid, gid);
        made.HasInode = true;
        place.Parent.Add(place.Name, made);
        return Errno.Ok;
    }

    public Errno HardLink(IFileUser user, string existing, string path)
    {
        var error = Walk(user, existing, false, out var source);
        if (error != Errno.Ok) return error;
        if (source.Node is null) return Errno.ENOENT;
        if (source.Node is DirectoryNode) return Errno.EPERM;
        error = Walk(user, path, false, out var place);
        if (error != Errno.Ok) return error;
        if (place.Node is not null) return Errno.EEXIST;
        if (place.ParentMount != source.Mount) return Errno.EXDEV;
        error = MayChange(user, place);
        if (error != Errno.Ok) return error;
        source.Node.Links++;
        place.Parent.Add(place.Name, source.Node);
        return Errno.Ok;
    }

    /// <summary>unlink(2).</summary>
    public Errno Remove(IFileUser user, string path)
    {
        var error = Walk(user, path, false, out var place);
        if (error != Errno.Ok) return error;
        if (place.Node is null) return Errno.ENOENT;
        if (place.Node is DirectoryNode) return Errno.EISDIR;
        error = MayRemove(user, place);
        if (error != Errno.Ok) return error;
        place.Parent.Remove(place.Name);
        if (--place.Node.Links == 0) Release(place.Node);
        return Errno.Ok;
    }

    /// <summary>rmdir(2).</summary>
    public Errno RemoveDirectory(IFileUser user, string path)
    {
        if (path.EndsWith("/.", StringComparison.Ordinal) || path == ".") return Errno.EINVAL;
        var error = Walk(user, path, false, out var place);
        if (error != Errno.Ok) return error;
        if (place.Node is null) return Errno.ENOENT;
        if (place.Node is not DirectoryNode directory) return Errno.ENOTDIR;
        error = MayRemove(user, place);
        if (error != Errno.Ok) return error;
        if (!directory.IsEmpty) return Errno.ENOTEMPTY;
        place.Parent.Remove(place.Name);
        Release(directory);
        return Errno.Ok;
    }

    public Errno Rename(IFileUser user, string from, string to)
    {
        var error = Walk(user, from, false, out var source);
        if (error != Errno.Ok) return error;
        if (source.Node is null) return Errno.ENOENT;
        error = Walk(user, to, false, out var target);
        if (error != Errno.Ok) return error;
        if (source.Mount != target.ParentMount) return IsMountPoint(source) ? Errno.EBUSY : Errno.EXDEV;
        if (target.Node == source.Node) return Errno.Ok;
        error = MayRemove(user, source);
        if (error == Errno.Ok) error = target.Node is null ? MayChange(user, target) : MayRemove(user, target);
        if (error != Errno.Ok) return error;
        if (source.Node is DirectoryNode && (target.Path + "/").StartsWith(source.Path + "/", StringComparison.Ordinal)) return Errno.EINVAL;
        if (target.Node is DirectoryNode old)
        {
            if (source.Node is not DirectoryNode) return Errno.EISDIR;
            if (!old.IsEmpty) return Errno.ENOTEMPTY;
            Release(old);
        }
        else if (target.Node is not null)
        {
            if (source.Node is DirectoryNode) return Errno.ENOTDIR;
            if (--target.Node.Links == 0) Release(target.Node);
        }

        if (target.Node is not null) target.Parent.Remove(target.Name);
        source.Parent.Remove(source.Name);
        target.Parent.Add(target.Name, source.Node);
        return Errno.Ok;
    }

    public Errno ChangeMode(IFileUser user, string path, int mode)
    {
        var error = Walk(user, path, true, out var place);
        if (error != Errno.Ok) return error;
        if (place.Node is null) return Errno.ENOENT;
        if (place.Mount.ReadOnly) return Errno.EROFS;
        if (user.Credentials.Uid != place.Node.Uid && !user.Credentials.Can("FOWNER")) return Errno.EPERM;
        place.Node.Mode = mode & 0xFFF;
        return Errno.Ok;
    }

    /// <summary>An id of -1 leaves as it is.</summary>
    public Errno ChangeOwner(IFileUser user, string path, long uid, long gid, bool follow)
    {
        var error = Walk(user, path, follow, out var place);
        if (error != Errno.Ok) return error;
        if (place.Node is null) return Errno.ENOENT;
        if (place.Mount.ReadOnly) return Errno.EROFS;
        var who = user.Credentials;
        var ownGroup = who.Uid == place.Node.Uid && (uid == -1 || uid == place.Node.Uid) && (gid == -1 || who.InGroup(gid));
        if (!who.Can("CHOWN") && !ownGroup) return Errno.EPERM;
        if (uid >= 0) place.Node.Uid = uid;
        if (gid >= 0) place.Node.Gid = gid;
        return Errno.Ok;
    }

    public Errno SetTime(IFileUser user, string path, DateTimeOffset time, bool follow)
    {
        var error = Walk(user, path, follow, out var place);
        if (error != Errno.Ok) return error;
        if (place.Node is null) return Errno.ENOENT;
        if (place.Mount.ReadOnly) return Errno.EROFS;
        if (user.Credentials.Uid != place.Node.Uid && !user.Credentials.Can("FOWNER") && !user.Credentials.May(place.Node, 2)) return Errno.EACCES;
        place.Node.Modified = time;
        return Errno.Ok;
    }

    public Errno Truncate(IFileUser user, string path, long length)
    {
        var error = Open(user, path, OpenFlags.Write, 0, out var file);
        if (error != Errno.Ok) return error;
        error = file.Node is FileNode node ? node.SetLength(length) : Errno.EINVAL;
        file.Close();
        return error;
    }

    public Errno ReadLink(IFileUser user, string path, out string target)
    {
        target = "";
        var error = Walk(user, path, false, out var place);
        if (error != Errno.Ok) return error;
        if (place.Node is null) return Errno.ENOENT;
        if (place.Node is IMagicLink magic) target = magic.Text(user);
        else if (place.Node is SymlinkNode link) target = link.Target;
        else return Errno.EINVAL;
        return Errno.Ok;
    }

    public Errno List(IFileUser user, string path, out IReadOnlyList<string> names)
    {
        names = [];
        var error = Find(user, path, true, out var node);
        if (error != Errno.Ok) return error;
        if (node is not DirectoryNode directory) return Errno.ENOTDIR;
        if (!user.Credentials.May(node, 4)) return Errno.EACCES;
        names = [.. directory.List(user)];
        return Errno.Ok;
    }

    private static void Release(Node node)
    {
        node.Release();
        if (node.HasInode) node.Store.TakeInodes(-1);
        node.HasInode = false;
    }

    private static Errno MayChange(IFileUser user, Place place)
    {
        if (place.Parent.IsFixed) return Errno.ENOENT;
        if (place.ParentMount.ReadOnly) return Errno.EROFS;
        return user.Credentials.May(place.Parent, 3) ? Errno.Ok : Errno.EACCES;
    }

    private Errno MayRemove(IFileUser user, Place place)
    {
        if (IsMountPoint(place)) return Errno.EBUSY;
        if (place.Parent.IsFixed) return Errno.EPERM;
        var error = MayChange(user, place);
        if (error != Errno.Ok) return error;
        var sticky = (place.Parent.Mode & 0x200) != 0;
        var who = user.Credentials;
        return sticky && who.Uid != place.Node!.Uid && who.Uid != place.Parent.Uid && !who.Can("FOWNER") ? Errno.EPERM : Errno.Ok;
    }

    private bool IsMountPoint(Place place) => place.Node is not null && place.Mount.Root == place.Node && mounts.Contains(place.Mount);

    /// <summary>New files belong to who makes them; in a set-group-id directory to its group.</summary>
    private static (long Uid, long Gid) Owner(IFileUser user, DirectoryNode parent) =>
        (user.Credentials.Uid, parent.Store.Group ?? ((parent.Mode & 0x400) != 0 ? parent.Gid : user.Credentials.Gid));
}
