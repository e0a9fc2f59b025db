using System.Text;
using Podlab.Simulation.Files;
using Podlab.Simulation.Processes;
using Podlab.Simulation.Utilities.Basics;

namespace Podlab.Simulation.Servers;

/// <summary>agnhost mounttest: prints kind, mode, owner and content of files, as test/images/agnhost/mounttest/mt.go does.</summary>
internal static class AgnhostMountTest
{
    private const int DefaultRetrySeconds = 1;

    public static async ValueTask<int> RunAsync(Process self, Agnhost.Flags flags)
    {
        var umask = self.Umask;
        self.Umask = 0;
        var failed = false;
        async ValueTask Print(string text) => await self.WriteAsync(1, text + "\n");
        var retry = flags.Number("retry_time", 180);
        foreach (var (name, path) in Order(flags))
        {
            switch (name)
            {
                case "fs_type":
                    if (Find(self, path) is null)
                    {
                        await Print($"error from statfs(\"{path}\"): no such file or directory");
                        failed = true;
                    }
                    else
                    {
                        self.Tree.Walk(self, path, true, out var place);
                        await Print($"mount type of \"{path}\": {(place.Mount.Root.Store.IsMemory ? "tmpfs" : place.Mount.Root.Store.Type == "ext4" ? "61267" : place.Mount.Root.Store.Type)}");
                    }

                    break;
                case "file_mode" or "file_perm":
                    if (Find(self, path) is not { } node)
                    {
                        await Print($"error from Lstat(\"{path}\"): lstat {path}: no such file or directory");
                        failed = true;
                    }
                    else
                    {
                        var text = name == "file_perm" ? ModeText.Text('-', node.Mode & 0x1FF) : GoMode(node);
                        await Print(name == "file_perm" ? $"perms of file \"{path}\": {text}" : $"mode of file \"{path}\": {text}");
                    }

                    break;
                case "file_owner":
                    if (Find(self, path) is { } owned) await Print($"owner UID of \"{path}\": {owned.Uid}\nowner GID of \"{path}\": {owned.Gid}");
                    else failed = true;
                    break;
                case "rw_new_file" or "new_file_0644" or "new_file_0666" or "new_file_0660" or "new_file_0777":
                    var mode = name switch { "new_file_0666" => 0b110_110_110, "new_file_0660" => 0b110_110_000, "new_file_0777" => 0b111_111_111, _ => 0b110_100_100 };
                    var error = self.Open(path, OpenFlags.Write | OpenFlags.Create | OpenFlags.Truncate, out var number, mode);
                    if (error == Errno.Ok)
                    {
                        await self.WriteAsync(number, "mount-tester new file\n");
                        self.Files.Close(number);
                        if (name == "rw_new_file") await Print($"content of file \"{path}\": mount-tester new file\n");
                    }
                    else
                    {
                        await Print($"error writing new file \"{path}\": open {path}: {error.Text().ToLowerInvariant()}");
                        failed = true;
                    }

                    break;
                case "file_content" or "break_on_expected_content":
                    if (name == "break_on_expected_content") break;
                    if (self.ReadText(path) is { } content) await Print($"content of file \"{path}\": {content}");
                    else
                    {
                        await Print($"error reading file content for \"{path}\": open {path}: no such file or directory");
                        failed = true;
                    }

                    break;
                case "file_content_in_loop":
                    for (var second = 0; second < retry; second += DefaultRetrySeconds)
                    {
                        await Print(self.ReadText(path) is { } seen ? $"content of file \"{path}\": {seen}" : $"Error reading file {path}: open {path}: no such file or directory, retrying");
                        await self.SleepAsync(TimeSpan.FromSeconds(DefaultRetrySeconds));
                    }

                    break;
            }
        }

        self.Umask = umask;
        return failed ? 1 : 0;
    }

    /// <summary>The order in which the real program looks at its flags.</summary>
    private static IEnumerable<(string Name, string Path)> Order(Agnhost.Flags flags)
    {
        string[] order = ["fs_type", "new_file_0644", "new_file_0666", "new_file_0660", "new_file_0777", "rw_new_file", "file_perm", "file_mode", "file_owner", "file_content", "file_content_in_loop"];
        return order.SelectMany(name => flags.All.Where(flag => flag.Name == name));
    }

    private static Node? Find(Process self, string path) => self.Tree.Find(self, path, false, out var node) == Errno.Ok ? node : null;

    /// <summary>Go's FileMode text.</summary>
    private static string GoMode(Node node)
    {
        var text = new StringBuilder();
        if (node.Letter == 'd') text.Append('d');
        if (node.Letter == 'l') text.Append('L');
        if ((node.Mode & 0x800) != 0) text.Append('u');
        if ((node.Mode & 0x400) != 0) text.Append('g');
        if ((node.Mode & 0x200) != 0) text.Append('t');
        if (text.Length == 0) text.Append('-');
        return text.Append(ModeText.Text('-', node.Mode & 0x1FF)[1..]).ToString();
    }
}
