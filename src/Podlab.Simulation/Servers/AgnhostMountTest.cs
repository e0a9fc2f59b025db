using System.Globalization;
using System.Text;
using Podlab.Simulation.Files;
using Podlab.Simulation.Processes;
using Podlab.Simulation.Utilities.Basics;

namespace Podlab.Simulation.Servers;

/// <summary>agnhost mounttest: makes files and prints kind, mode, owner and content of others, in the order and the words of the real program.</summary>
/// <remarks>Follows test/images/agnhost/mounttest/mt.go and mt_utils_linux.go (v1.36).</remarks>
internal static class AgnhostMountTest
{
    private const string NewContent = "mount-tester new file\n";

    /// <summary>The pause between two looks of <c>--file_content_in_loop</c>.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(2);

    public static async ValueTask<int> RunAsync(Process self, AgnhostFlags flags)
    {
        self.Umask = 0;
        var failed = false;
        async ValueTask Look(string name, Func<string, (string Text, bool Well)> look)
        {
            if (flags.Get(name, "") is not { Length: > 0 } path) return;
            var (text, well) = look(path);
            await self.WriteAsync(1, text + "\n");
            failed |= !well;
        }

        await Look("fs_type", path => About(self, path, "statfs", node => $"mount type of \"{path}\": {TypeOf(self, path)}"));
        foreach (var (name, mode) in ((string, int)[])[("new_file_0644", 0b110_100_100), ("new_file_0666", 0b110_110_110), ("new_file_0660", 0b110_110_000), ("new_file_0777", 0b111_111_111)])
            await Look(name, path => Make(self, path, mode));
        await Look("file_mode", path => About(self, path, "Stat", node => $"mode of file \"{path}\": {GoMode(node)}"));
        await Look("file_perm", path => About(self, path, "Stat", node => $"perms of file \"{path}\": {ModeText.Text('-', node.Mode & 0x1FF)}"));
        await Look("file_owner", path => About(self, path, "stat", node => $"owner UID of \"{path}\": {node.Uid}\nowner GID of \"{path}\": {node.Gid}"));
        await Look("file_content", path => Content(self, path));
        if (flags.Get("file_content_in_loop", "") is { Length: > 0 } watched && !await LoopAsync(self, flags, watched)) failed = true;
        return failed ? 1 : 0;
    }

    private static async ValueTask<bool> LoopAsync(Process self, AgnhostFlags flags, string path)
    {
        var breaks = flags.Get("break_on_expected_content", "true") != "false";
        var end = self.Kernel.Loop.Now + TimeSpan.FromSeconds(flags.Number("retry_time", 180));
        var well = true;
        for (; self.Kernel.Loop.Now < end; await self.SleepAsync(LookAgain))
        {
            var (text, error) = Read(self, path);
            well = error is null;
            if (error is not null)
            {
                await self.WriteAsync(1, $"Error reading file {path}: {error}, retrying\n");
                continue;
            }

            await self.WriteAsync(1, $"content of file \"{path}\": {text}\n");
            if (!breaks) continue;
            if (text == NewContent) break;
            await self.WriteAsync(1, $"Unexpected content. Expected: {NewContent}. Retrying");
        }

        return well;
    }

    private static (string Text, bool Well) About(Process self, string path, string call, Func<Node, string> tell) =>
        self.Tree.Find(self, path, true, out var node) is var error && error == Errno.Ok ? (tell(node), true)
            : ($"error from {call}(\"{path}\"): {(call == "Stat" ? $"stat {path}: " : "")}{Lower(error)}", false);

    private static (string Text, bool Well) Make(Process self, string path, int mode)
    {
        var error = self.Open(path, OpenFlags.Write | OpenFlags.Create | OpenFlags.Truncate, out var number, mode);
        if (error != Errno.Ok) return ($"error writing new file \"{path}\": open {path}: {Lower(error)}", false);
        self.Files[number]!.Write(Encoding.ASCII.GetBytes(NewContent));
        self.Files.Close(number);
        return Content(self, path);
    }

    private static (string Text, bool Well) Content(Process self, string path) =>
        Read(self, path) is { Error: null } read ? ($"content of file \"{path}\": {read.Text}", true) : ($"error reading file content for \"{path}\": {Read(self, path).Error}", false);

    private static (string Text, string? Error) Read(Process self, string path)
    {
        var error = self.Tree.Find(self, path, true, out var node);
        if (error == Errno.Ok && node is DirectoryNode) return ("", $"read {path}: is a directory");
        if (error == Errno.Ok && !self.Credentials.May(node, 4)) error = Errno.EACCES;
        return error != Errno.Ok ? ("", $"open {path}: {Lower(error)}") : (self.ReadText(path) ?? "", null);
    }

    /// <summary>statfs's number for a file system, except for tmpfs, which has its name.</summary>
    private static string TypeOf(Process self, string path)
    {
        self.Tree.Walk(self, path, true, out var place);
        var store = place.Mount.Root.Store;
        return store.IsMemory ? "tmpfs" : (store.Type switch { "ext4" => 0xEF53, "overlay" => 0x794C7630, "proc" => 0x9FA0, "sysfs" => 0x62656572, "devpts" => 0x1CD1, "cgroup2" => 0x63677270, _ => 0L }).ToString(CultureInfo.InvariantCulture);
    }

    private static string Lower(Errno error) => char.ToLowerInvariant(error.Text()[0]) + error.Text()[1..];

    /// <summary>Go's FileMode text.</summary>
    private static string GoMode(Node node)
    {
        var text = new StringBuilder();
        if (node.Letter == 'd') text.Append('d');
        if (node.Letter == 'p') text.Append('p');
        if (node.Letter == 's') text.Append('S');
        if (node.Letter == 'c') text.Append("Dc");
        if ((node.Mode & 0x800) != 0) text.Append('u');
        if ((node.Mode & 0x400) != 0) text.Append('g');
        if ((node.Mode & 0x200) != 0) text.Append('t');
        if (text.Length == 0) text.Append('-');
        return text.Append(ModeText.Text('-', node.Mode & 0x1FF)[1..]).ToString();
    }
}
